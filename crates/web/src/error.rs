//! An error of the core as a JavaScript `Error`, with its code and fields, so that the page can say it in its language.

use chalkgrad::Error;
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An `Error` whose message is the English sentence, with `code` and `fields`.
pub(crate) fn to_js(error: &Error) -> JsValue {
    let fields = Object::new();
    for (name, value) in error.fields() {
        set(&fields, name, &JsValue::from_str(value));
    }
    let thrown = js_sys::Error::new(&error.to_string());
    set(&thrown, "code", &JsValue::from_str(error.code()));
    set(&thrown, "fields", &fields);
    thrown.into()
}

/// Sets a property of an object that was made here: that cannot fail.
fn set(object: &Object, key: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(key), value);
}
