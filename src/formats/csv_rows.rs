//! Rows of cells as CSV, as what a command prints has them. It knows no table.

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// Rows as CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it.
pub fn csv_rows(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        // A vector takes everything.
        let _ = writer.write_record(row.into_iter().map(guarded));
    }
    writer.into_inner().unwrap_or_default()
}

fn guarded(cell: String) -> String {
    if cell.starts_with(FORMULA) && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        let rows = [vec!["a,b".to_owned(), "-1.5".to_owned()], vec!["=1+1".to_owned(), "x\"y".to_owned()]];
        assert_eq!(String::from_utf8(csv_rows(rows)).unwrap(), "\"a,b\",-1.5\n'=1+1,\"x\"\"y\"\n");
    }
}
