//! Cells for a spreadsheet, as they are put onto the clipboard: with tabs between, or as CSV.
//!
//! It must not know of what they are cells.

/// A table's cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    /// The first line.
    pub headers: Vec<String>,
    /// The other lines, as long as the first.
    pub rows: Vec<Vec<String>>,
}

/// With tabs between; what is a tab or the end of a line within a cell becomes a space, as spreadsheets have no other way.
pub fn tsv(cells: &Cells) -> String {
    let plain = |cell: &String| safe(cell).replace(['\t', '\n', '\r'], " ");
    let line = |row: &Vec<String>| row.iter().map(plain).collect::<Vec<_>>().join("\t");
    let mut text: Vec<String> = std::iter::once(&cells.headers).chain(&cells.rows).map(line).collect();
    text.push(String::new());
    text.join("\n")
}

/// As CSV (RFC 4180): quoted where need be.
pub fn csv(cells: &Cells) -> String {
    let quoted = |cell: &String| {
        let cell = safe(cell);
        if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
    };
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",");
    let mut text: Vec<String> = std::iter::once(&cells.headers).chain(&cells.rows).map(line).collect();
    text.push(String::new());
    text.join("\r\n")
}

/// A text that a spreadsheet would run as a formula gets an apostrophe before it, which spreadsheets don't show.
fn safe(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    if is_formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_so_that_no_spreadsheet_runs_them() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let cells = Cells {
            headers: row(["Name", "Latitude", "Note"]),
            rows: vec![row(["=SUM(A1)", "-33.9", "a \"b\", c"]), row(["@x", "", "two\nlines\tand tab"])],
        };
        assert_eq!(tsv(&cells), "Name\tLatitude\tNote\n'=SUM(A1)\t-33.9\ta \"b\", c\n'@x\t\ttwo lines and tab\n");
        assert_eq!(
            csv(&cells),
            "Name,Latitude,Note\r\n'=SUM(A1),-33.9,\"a \"\"b\"\", c\"\r\n'@x,,\"two\nlines\tand tab\"\r\n"
        );
    }
}
