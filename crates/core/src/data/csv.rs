//! Comma-separated values as people have them: with or without a header, with `;` or tabs, with gaps.

use super::frame::{Column, Frame, Kind};
use super::{MAX_COLUMNS, MAX_ROWS};
use crate::error::{Error, Result};
use crate::options::{names, quoted, wrong_type};
use ::csv::StringRecord;
use serde_json::Value;
use std::fmt::Display;

/// How a missing cell may be written, apart from leaving it empty.
const MISSING: [&str; 3] = ["NA", "N/A", "?"];

/// The cells of a text, before it is known what they are.
#[derive(Debug)]
pub struct Sheet {
    names: Vec<String>,
    rows: Vec<StringRecord>,
    lines: Vec<u64>,
}

/// Reads a text. A header is a first row in which not every cell is a number, unless `header` says so.
///
/// # Errors
/// Names the row that has more or fewer cells than the ones before it.
pub fn read(text: &str, header: Option<bool>) -> Result<Sheet> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .trim(::csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet { names: Vec::new(), rows: Vec::new(), lines: Vec::new() };
    for record in reader.records() {
        let record = record.map_err(|error| Error::new("csv", &[("problem", &error)]))?;
        let line = record.position().map_or(0, |position| line_of(text, position));
        if sheet.names.is_empty() && sheet.start(&record, header)? {
            continue;
        }
        if record.len() != sheet.names.len() {
            let fields: &[(_, &dyn Display)] =
                &[("row", &line), ("value", &record.len()), ("fits", &sheet.names.len())];
            return Err(Error::new("data_ragged", fields));
        }
        if sheet.lines.len() == MAX_ROWS {
            let fields: &[(_, &dyn Display)] =
                &[("key", &"rows"), ("value", &(MAX_ROWS + 1)), ("min", &1), ("max", &MAX_ROWS)];
            return Err(Error::new("out_of_range", fields));
        }
        sheet.rows.push(record);
        sheet.lines.push(line);
    }
    if sheet.lines.is_empty() {
        return Err(Error::new("data_empty", &[("key", &"data.csv")]));
    }
    Ok(sheet)
}

/// The line at which a row begins; the reader's position lies before the empty lines that it skips.
fn line_of(text: &str, position: &::csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|start| text.as_bytes().get(start..)).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    position.line() + skipped as u64
}

/// The one of `,`, `;` and tab that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == byte && !quoted) {
            *count += 1;
        }
    }
    // Of equals, the first: a comma.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(known, _)| known)
}

impl Sheet {
    /// Takes the first row as names, or gives the columns numbers for names. Gives whether the row is a header.
    fn start(&mut self, record: &StringRecord, header: Option<bool>) -> Result<bool> {
        if record.len() > MAX_COLUMNS {
            let fields: &[(_, &dyn Display)] =
                &[("key", &"columns"), ("value", &record.len()), ("min", &1), ("max", &MAX_COLUMNS)];
            return Err(Error::new("out_of_range", fields));
        }
        let number = |cell: &str| matches!(parse(cell), Parsed::Number(_) | Parsed::Missing);
        let header = header.unwrap_or_else(|| !record.iter().all(number));
        if header {
            for (index, name) in record.iter().enumerate() {
                let name = if name.is_empty() { index.to_string() } else { name.to_owned() };
                if self.names.contains(&name) {
                    return Err(Error::new("data_column_twice", &[("column", &name)]));
                }
                self.names.push(name);
            }
        } else {
            self.names = (0..record.len()).map(|index| index.to_string()).collect();
        }
        Ok(header)
    }

    /// Chooses inputs and targets: by default the last column is the target, all others are inputs.
    ///
    /// # Errors
    /// Names a column that is not there or is chosen twice, and cells that only look like numbers.
    pub fn frame(&self, x: Option<&Value>, y: Option<&Value>) -> Result<Frame> {
        let last = self.names.len() - 1;
        let targets = y.map_or_else(|| Ok(vec![last]), |value| self.choose("data.y", value))?;
        let rest = || (0..=last).filter(|index| !targets.contains(index)).collect();
        let inputs = x.map_or_else(|| Ok(rest()), |value| self.choose("data.x", value))?;
        if let Some(twice) = inputs.iter().find(|index| targets.contains(index)) {
            return Err(Error::new("data_column_twice", &[("column", &self.names[*twice])]));
        }
        let columns = |chosen: &[usize]| chosen.iter().map(|index| self.column(*index)).collect::<Result<Vec<_>>>();
        Frame::new(columns(&inputs)?, columns(&targets)?, self.lines.clone())
    }

    /// Columns by name or by place, one or a list.
    fn choose(&self, key: &str, value: &Value) -> Result<Vec<usize>> {
        let one = std::slice::from_ref(value);
        let written = value.as_array().map_or(one, Vec::as_slice);
        let mut chosen = Vec::new();
        for value in written {
            let index = place(key, value, self.names.iter().map(String::as_str))?;
            if chosen.contains(&index) {
                return Err(Error::new("data_column_twice", &[("column", &self.names[index])]));
            }
            chosen.push(index);
        }
        Ok(chosen)
    }

    /// A column: of numbers where every cell is one or is missing, else of text.
    fn column(&self, index: usize) -> Result<Column> {
        let name = self.names[index].clone();
        let cells = || self.rows.iter().map(|row| row.get(index).unwrap_or_default());
        let parsed: Vec<_> = cells().map(parse).collect();
        if parsed.iter().any(|parsed| matches!(parsed, Parsed::Word)) {
            let present = cells().zip(&parsed).filter(|(_, parsed)| !matches!(parsed, Parsed::Missing));
            let mut words: Vec<_> = present.map(|(cell, _)| cell).collect();
            words.sort_unstable();
            words.dedup();
            let place = |cell| words.binary_search(&cell).map_or(f64::NAN, |place| place as f64);
            let cells = cells().map(place).collect();
            return Ok(Column { name, kind: Kind::Text(words.into_iter().map(str::to_owned).collect()), cells });
        }
        let number = |(row, parsed): (usize, &Parsed)| match parsed {
            Parsed::Number(number) => Ok(*number),
            Parsed::Missing | Parsed::Word => Ok(f64::NAN),
            Parsed::Odd(code, fits) => {
                let value = self.rows[row].get(index).unwrap_or_default();
                let fields: &[(_, &dyn Display)] =
                    &[("row", &self.lines[row]), ("column", &name), ("value", &value), ("fits", fits)];
                Err(Error::new(code, if fits.is_empty() { &fields[..3] } else { fields }))
            }
        };
        let cells = parsed.iter().enumerate().map(number).collect::<Result<_>>()?;
        Ok(Column { name, kind: Kind::Number, cells })
    }
}

/// The place of a column that is named, or given by its place.
pub(crate) fn place<'n>(key: &str, value: &Value, known: impl Iterator<Item = &'n str> + Clone) -> Result<usize> {
    let found = match (value.as_str(), value.as_u64()) {
        (Some(name), _) => known.clone().position(|known| known == name),
        (None, Some(index)) => usize::try_from(index).ok().filter(|index| *index < known.clone().count()),
        (None, None) => return Err(wrong_type("wrong_type_column", key, value)),
    };
    found.ok_or_else(|| Error::new("data_column", &[("key", &key), ("value", &quoted(value)), ("fits", &names(known))]))
}

/// What a cell says.
enum Parsed {
    Number(f64),
    Missing,
    /// Something that is meant as a number and is none: the error's code, and how to write it.
    Odd(&'static str, String),
    Word,
}

fn parse(cell: &str) -> Parsed {
    if cell.is_empty() || MISSING.contains(&cell) {
        return Parsed::Missing;
    }
    if let Ok(number) = cell.parse::<f64>() {
        let fits = number.abs() <= f64::from(f32::MAX);
        return if fits { Parsed::Number(number) } else { Parsed::Odd("data_not_finite", String::new()) };
    }
    let half: String = cell.chars().map(half_width).collect();
    if half != cell && half.parse::<f64>().is_ok() {
        return Parsed::Odd("data_full_width", half);
    }
    let point = cell.replace(',', ".");
    if point != cell && point.parse::<f64>().is_ok() {
        return Parsed::Odd("data_comma", point);
    }
    Parsed::Word
}

/// `１２．５` as 12.5: digits and signs that an input method writes as wide as Chinese characters.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '−' => '-',
        '。' => '.',
        _ => c,
    }
}
