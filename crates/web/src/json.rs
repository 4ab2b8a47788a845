//! JSON as the browser reads it, to the last bit: that reader is there already, and another one would be a twentieth
//! of all that the page loads at first.

use js_sys::{Array, JSON, Object};
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue};

/// How many lists and objects may stand within each other, as in `serde_json`.
const DEEPEST: u32 = 128;

/// The value of a text; none if the text is no JSON, or holds a number that is too large or goes too deep.
pub(crate) fn parse(text: &str) -> Option<Value> {
    value(&JSON::parse(text).ok()?, DEEPEST)
}

fn value(parsed: &JsValue, depth: u32) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    if parsed.is_null() {
        Some(Value::Null)
    } else if let Some(flag) = parsed.as_bool() {
        Some(Value::Bool(flag))
    } else if let Some(number) = parsed.as_f64() {
        Number::from_f64(number).map(Value::Number)
    } else if let Some(text) = parsed.as_string() {
        Some(Value::String(text))
    } else if let Some(list) = parsed.dyn_ref::<Array>() {
        list.iter().map(|item| value(&item, depth)).collect()
    } else {
        // Nothing else can come out of JSON.
        let mut map = Map::new(); // To collect into it would sort first, with 2 KB of code.
        for entry in Object::entries(parsed.unchecked_ref()).iter() {
            let entry: Array = entry.unchecked_into();
            map.insert(entry.get(0).as_string()?, value(&entry.get(1), depth)?);
        }
        Some(Value::Object(map))
    }
}
