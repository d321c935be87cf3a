//! An inverted index: for each column of a sparse matrix the rows that hold it.

/// The matrix by columns.
#[derive(Debug, Clone)]
pub struct Postings {
    starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f32>,
}

/// The rows that hold one column, ascending, and its values in them.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Row numbers, strictly ascending.
    pub rows: &'a [u32],
    /// The values.
    pub values: &'a [f32],
}

impl Column<'_> {
    /// Rows with their values.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f32)> {
        self.rows.iter().copied().zip(self.values.iter().copied())
    }
}

impl Postings {
    /// Turns rows into postings; `columns` is the number of columns, `row` gives the entries of a
    /// row, the same each time it is asked.
    pub fn from_rows<I: Iterator<Item = (u32, f32)>>(
        rows: usize,
        columns: usize,
        row: impl Fn(u32) -> I,
    ) -> Self {
        let all = || (0..rows as u32).flat_map(|index| row(index).map(move |e| (index, e)));
        let mut starts = vec![0; columns + 1];
        all().for_each(|(_, (column, _))| starts[column as usize + 1] += 1);
        (0..columns).for_each(|column| starts[column + 1] += starts[column]);
        let mut next = starts.clone();
        let entries = starts[columns];
        let mut postings = Self { starts, rows: vec![0; entries], values: vec![0.0; entries] };
        for (index, (column, value)) in all() {
            let at = &mut next[column as usize];
            postings.rows[*at] = index;
            postings.values[*at] = value;
            *at += 1;
        }
        postings
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows that hold a column.
    pub fn column(&self, column: u32) -> Column<'_> {
        let range = self.starts[column as usize]..self.starts[column as usize + 1];
        Column { rows: &self.rows[range.clone()], values: &self.values[range] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_are_the_transpose() {
        let rows = [vec![(0, 0.6), (2, 0.8)], vec![], vec![(2, 1.0)]];
        let postings = Postings::from_rows(3, 3, |row| rows[row as usize].iter().copied());
        assert_eq!(postings.column(2).iter().collect::<Vec<_>>(), [(0, 0.8), (2, 1.0)]);
        assert_eq!((postings.column(1).rows.len(), postings.columns()), (0, 3));
    }
}
