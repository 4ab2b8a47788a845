//! Prints every English text of the core as JSON, by its key: what a translation covers.
//! With `--no-default-features` those of the small core that the demo's page loads.

use std::collections::BTreeMap;

fn main() -> Result<(), serde_json::Error> {
    let texts: BTreeMap<String, &str> = chalkgrad::texts().into_iter().collect();
    println!("{}", serde_json::to_string_pretty(&texts)?);
    Ok(())
}
