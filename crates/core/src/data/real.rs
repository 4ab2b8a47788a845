//! Measured data sets. Their rows are files of their own beside the page, `www/data`; here stands what is known of them.

/// What there is to know about a measured data set.
#[derive(Debug)]
pub struct RealSet {
    /// Its name in an experiment.
    pub name: &'static str,
    /// The file with its rows, in `www/data`.
    pub file: &'static str,
    /// The columns that are inputs unless `x` names others; none: all but the target.
    pub x: Option<&'static [&'static str]>,
    /// The column that is the target unless `y` names another; its values are classes.
    pub y: &'static str,
    /// How many rows it has.
    pub rows: usize,
    /// What it is, in one sentence.
    pub sentence: &'static str,
    /// The licence under which it may be passed on.
    pub licence: &'static str,
    /// Who made it, and where it is to be had.
    pub source: &'static str,
}

/// The registry of measured data sets.
pub const REAL_SETS: &[RealSet] = &[
    RealSet {
        name: "penguins",
        file: "penguins.csv",
        x: Some(&["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]),
        y: "species",
        rows: 344,
        sentence: "344 penguins of three species, with their measures; two were not measured, so Impute is needed. Further columns: island, sex, year.",
        licence: "CC0 1.0",
        source: "Gorman, Williams & Fraser 2014; Horst, Hill & Gorman 2020, palmerpenguins",
    },
    RealSet {
        name: "iris",
        file: "iris.csv",
        x: None,
        y: "species",
        rows: 150,
        sentence: "150 flowers of three species of iris: length and width of sepals and petals.",
        licence: "CC BY 4.0",
        source: "Fisher 1936; UCI Machine Learning Repository, doi.org/10.24432/C56C76",
    },
    RealSet {
        name: "wine",
        file: "wine.csv",
        x: None,
        y: "cultivar",
        rows: 178,
        sentence: "178 wines from three cultivars: 13 chemical measures of very different size.",
        licence: "CC BY 4.0",
        source: "Aeberhard & Forina 1992; UCI Machine Learning Repository, doi.org/10.24432/C5PC7J",
    },
    RealSet {
        name: "digits",
        file: "digits.csv",
        x: None,
        y: "digit",
        rows: 1797,
        sentence: "1,797 handwritten digits of 8×8 pixels, each from 0 to 16.",
        licence: "CC BY 4.0",
        source: "Alpaydin & Kaynak 1998; UCI Machine Learning Repository, doi.org/10.24432/C50P49",
    },
];
