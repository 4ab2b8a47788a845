//! Views of the core as small copies for JavaScript.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// Plain objects, `null` for what is not there.
pub(crate) fn to_value(view: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = Serializer::new().serialize_missing_as_null(true).serialize_maps_as_objects(true);
    view.serialize(&serializer).map_err(Into::into)
}
