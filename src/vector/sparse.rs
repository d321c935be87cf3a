//! Sparse rows: compressed sparse rows (CSR) of `f32` values in `u32` columns, and their products.
//!
//! Columns of a row are sorted and unique, so a product is one merge and its sum has one order,
//! whatever the thread count.

/// A sparse matrix by rows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CsrMatrix {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

/// One row: columns, ascending, and their values.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Column numbers, strictly ascending.
    pub columns: &'a [u32],
    /// Their values.
    pub values: &'a [f32],
}

impl CsrMatrix {
    /// An empty matrix to push rows onto.
    pub fn new() -> Self {
        Self { starts: vec![0], columns: Vec::new(), values: Vec::new() }
    }

    /// Appends a row; `entries` must be sorted by column, each column once.
    pub fn push(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in entries {
            self.columns.push(column);
            self.values.push(value);
        }
        self.starts.push(self.columns.len());
        debug_assert!(self.row(self.rows() - 1).columns.windows(2).all(|w| w[0] < w[1]));
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Number of entries.
    pub fn entries(&self) -> usize {
        self.columns.len()
    }

    /// One row.
    pub fn row(&self, index: usize) -> Row<'_> {
        let range = self.starts[index]..self.starts[index + 1];
        Row { columns: &self.columns[range.clone()], values: &self.values[range] }
    }
}

impl<'a> Row<'a> {
    /// Entries in order of column.
    pub fn iter(self) -> impl Iterator<Item = (u32, f32)> + 'a {
        self.columns.iter().copied().zip(self.values.iter().copied())
    }

    /// Columns that both rows hold, with both values.
    #[inline]
    pub fn for_each_shared(self, other: Row<'_>, mut visit: impl FnMut(u32, f32, f32)) {
        let (mut i, mut j) = (0, 0);
        while let (Some(&a), Some(&b)) = (self.columns.get(i), other.columns.get(j)) {
            if a == b {
                visit(a, self.values[i], other.values[j]);
            }
            i += usize::from(a <= b);
            j += usize::from(b <= a);
        }
    }

    /// Dot product: the cosine, where both rows have unit length.
    pub fn dot(self, other: Row<'_>) -> f32 {
        let mut sum = 0.0;
        self.for_each_shared(other, |_, a, b| sum += a * b);
        sum
    }
}

/// The same matrix by columns: for each column the rows that hold it (an inverted index).
#[derive(Debug, Clone)]
pub struct Postings {
    starts: Vec<usize>,
    rows: Vec<u32>,
    values: Vec<f32>,
}

impl Postings {
    /// Turns rows into postings; `columns` is the number of columns.
    pub fn from_rows(matrix: &CsrMatrix, columns: usize) -> Self {
        let mut starts = vec![0; columns + 1];
        for &column in &matrix.columns {
            starts[column as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; matrix.columns.len()];
        let mut values = vec![0.0; matrix.columns.len()];
        for index in 0..matrix.rows() {
            for (column, value) in matrix.row(index).iter() {
                let at = &mut next[column as usize];
                rows[*at] = index as u32;
                values[*at] = value;
                *at += 1;
            }
        }
        Self { starts, rows, values }
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows that hold a column, ascending.
    pub fn column(&self, column: u32) -> Row<'_> {
        let range = self.starts[column as usize]..self.starts[column as usize + 1];
        Row { columns: &self.rows[range.clone()], values: &self.values[range] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> CsrMatrix {
        let mut m = CsrMatrix::new();
        m.push([(0, 0.6), (2, 0.8)]);
        m.push([]);
        m.push([(2, 1.0)]);
        m
    }

    #[test]
    fn products_by_merge() {
        let m = matrix();
        assert_eq!((m.rows(), m.entries()), (3, 3));
        assert_eq!(m.row(0).dot(m.row(2)), 0.8);
        assert_eq!(m.row(0).dot(m.row(1)), 0.0);
    }

    #[test]
    fn postings_are_the_transpose() {
        let p = Postings::from_rows(&matrix(), 3);
        assert_eq!(p.column(2).iter().collect::<Vec<_>>(), [(0, 0.8), (2, 1.0)]);
        assert_eq!(p.column(1).columns.len(), 0);
    }
}
