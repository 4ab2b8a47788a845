//! What a file of the site refers to: good enough for pages and modules that are written by hand.

/// One place where a page, a module or a style sheet names another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// As written; a `*` stands where a template literal computes a part.
    pub(crate) target: String,
    /// Whether it is an `import` or `export … from` of a module.
    pub(crate) import: bool,
}

/// The links in a file that a browser follows by itself, by the ending of its name.
pub(crate) fn of(name: &str, text: &str) -> Vec<Link> {
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending {
        "html" => of_page(text),
        "js" | "mjs" => of_module(text),
        "css" => of_style(text),
        _ => Vec::new(),
    }
}

/// The file that a link in `from` means, both from the site's root; nothing for another host or for data.
pub(crate) fn resolve(from: &str, target: &str) -> Option<String> {
    let target = target.split(['?', '#']).next().unwrap_or_default();
    if target.is_empty() || target.contains(':') || target.starts_with("//") {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn of_page(text: &str) -> Vec<Link> {
    const LOADED: [&str; 5] = ["stylesheet", "icon", "modulepreload", "preload", "manifest"];
    tags(text)
        .filter_map(|tag| {
            let rel = attribute(tag, "rel").unwrap_or_default();
            let target = match tag.split_whitespace().next()?.to_ascii_lowercase().as_str() {
                "link" if rel.split_whitespace().any(|word| LOADED.contains(&word)) => attribute(tag, "href"),
                "script" | "img" | "source" => attribute(tag, "src"),
                _ => None,
            };
            Some(Link { target: target?, import: false })
        })
        .collect()
}

/// The insides of every opening tag, comments left out.
pub(crate) fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.split_once('<')?.1;
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.split_once("-->")?.1;
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let (tag, after) = rest.split_once('>')?;
                rest = after;
                return Some(tag);
            }
        }
    })
}

/// The value of an attribute that stands in quotes.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let (before, after) = rest.split_once(name)?;
        rest = after;
        let value = after.trim_start().strip_prefix('=').map(str::trim_start);
        if let (true, Some(value)) = (before.ends_with(char::is_whitespace), value) {
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            return Some(value[1..].split(quote).next()?.to_string());
        }
    }
}

fn of_module(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut before = "";
    for piece in pieces(text) {
        let literal = match piece {
            Piece::String(literal) => literal,
            Piece::Code(code) => {
                before = code;
                continue;
            }
            Piece::Comment => continue,
        };
        let lead = before.trim_end();
        let word = |word: &str| {
            lead.strip_suffix(word)
                .is_some_and(|head| !head.ends_with(|c: char| c.is_alphanumeric() || "_$.".contains(c)))
        };
        let import = word("from") || word("import") || word("import(");
        if import || word("new URL(") {
            links.push(Link { target: with_stars(literal.trim_matches(['\'', '"', '`'])), import });
        }
        before = "";
    }
    links
}

/// `../text/${language}.js` as `../text/*.js`.
fn with_stars(literal: &str) -> String {
    let mut parts = literal.split("${");
    let mut name = parts.next().unwrap_or_default().to_string();
    for part in parts {
        name.push('*');
        name.push_str(part.split_once('}').map_or("", |(_, tail)| tail));
    }
    name
}

fn of_style(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    for start in ["url(", "@import"] {
        for piece in text.split(start).skip(1) {
            let value = piece.split([')', ';']).next().unwrap_or_default();
            let target = value.trim().trim_matches(['"', '\'']).to_string();
            if !target.starts_with("url(") && !target.starts_with('#') {
                links.push(Link { target, import: false });
            }
        }
    }
    links
}

/// JavaScript without its comments. A `//` inside a string stays.
#[cfg(test)]
pub(crate) fn without_comments(text: &str) -> String {
    let kept = pieces(text).into_iter().map(|piece| match piece {
        Piece::Code(text) | Piece::String(text) => text,
        Piece::Comment => "",
    });
    kept.collect()
}

/// What JavaScript consists of, as far as it matters here.
enum Piece<'t> {
    Code(&'t str),
    /// With its quotes; a template with all that it holds, a regular expression with the quotes that it looks for.
    String(&'t str),
    Comment,
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = special(rest, c, &text[start..at]);
        if length == 0 {
            at += c.len_utf8();
            continue;
        }
        pieces.push(Piece::Code(&text[start..at]));
        let (piece, _) = rest.split_at(length);
        pieces.push(match c {
            '/' if piece.starts_with("//") || piece.starts_with("/*") => Piece::Comment,
            _ => Piece::String(piece),
        });
        at += length;
        start = at;
    }
    pieces.push(Piece::Code(&text[start..]));
    pieces
}

/// How many bytes a string, a comment or a pattern at the start of `text` takes; 0 for anything else. `before` is the
/// code in front of it, which tells a pattern from a division.
fn special(text: &str, first: char, before: &str) -> usize {
    match first {
        '\'' | '"' | '`' => string_length(text, first),
        '/' if text.starts_with("//") => text.find('\n').unwrap_or(text.len()),
        '/' if text.starts_with("/*") => text.find("*/").map_or(text.len(), |end| end + 2),
        '/' if before.trim_end().ends_with(['(', ',', '=', ':', '[', '!', '&', '|', '?', '{', '}', ';', '>']) => {
            pattern_length(text)
        }
        _ => 0,
    }
}

/// How many bytes the string literal at the start of `text` takes; a plain quote ends at the end of its line at the latest.
fn string_length(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(c) = text[at..].chars().next() {
        if c == '\\' {
            at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
        } else if quote == '`' && text[at..].starts_with("${") {
            at += 2 + code_length(&text[at + 2..]);
        } else {
            at += c.len_utf8();
            if c == quote || (c == '\n' && quote != '`') {
                return at;
            }
        }
    }
    text.len()
}

/// How many bytes of code stand before the `}` that ends them, itself included: a template may hold code with
/// templates in it.
fn code_length(text: &str) -> usize {
    let (mut at, mut open) = (0, 1);
    while let Some(c) = text[at..].chars().next() {
        let length = special(&text[at..], c, &text[..at]);
        if length > 0 {
            at += length;
            continue;
        }
        at += c.len_utf8();
        open += i32::from(c == '{') - i32::from(c == '}');
        if open == 0 {
            return at;
        }
    }
    text.len()
}

/// A pattern ends at a slash that stands in no brackets, or else it is none.
fn pattern_length(text: &str) -> usize {
    let (mut inside, mut escaped) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return 0,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' | ']' => inside = c == '[',
            '/' if !inside => return at + 1,
            _ => {}
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::{of, resolve};

    fn check(name: &str, text: &str, expected: &[&str]) {
        let found: Vec<String> = of(name, text).into_iter().map(|link| link.target).collect();
        assert_eq!(found, expected, "{name}: {text}");
    }

    #[test]
    fn links_are_found() {
        check("a.js", "import init, { Session } from '../chalkgrad-web.js';", &["../chalkgrad-web.js"]);
        check(
            "a.js",
            "import './define.js'; // import './not.js'\nexport * from \"./b.js\"",
            &["./define.js", "./b.js"],
        );
        check("a.js", "/* from './no.js' */ const m = await import(`../text/${lang}.js`);", &["../text/*.js"]);
        check("a.js", r#"m(/["'`]\/[/"]/); a = b / c; import('./d.js')"#, &["./d.js"]);
        check("a.js", "say(`a ${b ? `c ${`d`}` : '}'} e`); import('./f.js');", &["./f.js"]);
        check("a.js", "p = new URL('x_bg.wasm', import.meta.url); say('from', 'https://b');", &["x_bg.wasm"]);
        check(
            "a.html",
            "<a href='b.html'>b</a><!-- <script src='no.js'> --><script src=\"js/a.js\"></script>",
            &["js/a.js"],
        );
        check("a.html", "<link rel=\"icon\" href=\"icon.svg\"><link rel=\"canonical\" href=\"x\">", &["icon.svg"]);
        check("a.css", "@import 'b.css'; a { mask: url(\"c.svg\") }", &["c.svg", "b.css"]);
    }

    #[test]
    fn links_are_relative_to_their_file() {
        assert_eq!(resolve("js/elements/fit.js", "../session.js").as_deref(), Some("js/session.js"));
        assert_eq!(resolve("index.html", "./css/page.css?1").as_deref(), Some("css/page.css"));
        assert_eq!(resolve("index.html", "https://example.org/a.js"), None);
    }
}
