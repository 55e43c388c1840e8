//! What a line that somebody has drawn goes around: in the picture's points, the line closed from its end to its beginning.
//!
//! It must not know what is drawn or selected.

/// An area with any outline; where that crosses itself, what is gone around twice is outside again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnclosedArea {
    corners: Vec<[f32; 2]>,
    least: [f32; 2],
    most: [f32; 2],
}

impl EnclosedArea {
    /// Within these corners; fewer than three enclose nothing.
    pub fn of(corners: Vec<[f32; 2]>) -> Self {
        let (mut least, mut most) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
        for [x, y] in &corners {
            least = [least[0].min(*x), least[1].min(*y)];
            most = [most[0].max(*x), most[1].max(*y)];
        }
        Self { corners, least, most }
    }

    /// Whether a point lies inside.
    pub fn contains(&self, [x, y]: [f32; 2]) -> bool {
        // Most points lie far away: they are told at once.
        if x < self.least[0] || self.most[0] < x || y < self.least[1] || self.most[1] < y {
            return false;
        }
        let before = self.corners.iter().cycle().skip(self.corners.len().saturating_sub(1));
        let edges = before.zip(&self.corners);
        // Every edge that a way to the right crosses changes sides.
        edges.fold(false, |inside, ([ax, ay], [bx, by])| {
            let crosses = (*ay <= y) != (*by <= y) && x < ax + (y - ay) / (by - ay) * (bx - ax);
            inside != crosses
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_inside_is_told_whatever_the_outline() {
        let square = EnclosedArea::of(vec![[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]]);
        // A horseshoe, open at the top.
        let bent = EnclosedArea::of(vec![
            [0.0, 0.0],
            [3.0, 0.0],
            [3.0, 7.0],
            [7.0, 7.0],
            [7.0, 0.0],
            [10.0, 0.0],
            [10.0, 10.0],
            [0.0, 10.0],
        ]);
        for (point, in_square, in_bent) in [
            ([5.0, 5.0], true, false),
            ([1.0, 5.0], true, true),
            ([9.0, 1.0], true, true),
            ([5.0, 9.0], true, true),
            ([11.0, 5.0], false, false),
            ([5.0, -1.0], false, false),
        ] {
            assert_eq!((square.contains(point), bent.contains(point)), (in_square, in_bent), "{point:?}");
        }
        for few in [vec![], vec![[1.0, 1.0]], vec![[0.0, 0.0], [9.0, 9.0]]] {
            assert!(!EnclosedArea::of(few).contains([1.0, 1.0]));
        }
    }

    #[test]
    fn a_loop_that_crosses_itself_leaves_its_middle_out() {
        let five = |corner: u8| {
            let (sin, cos) = (f32::from(corner) * 2.0 / 5.0 * std::f32::consts::TAU).sin_cos();
            [sin * 10.0, -cos * 10.0]
        };
        let star = EnclosedArea::of((0..5).map(five).collect());
        assert!(!star.contains([0.0, 0.0]) && star.contains([0.0, -8.0]));
    }
}
