//! How far lists of rows scroll.

use crate::ui::theme;

/// How far to scroll so that a row is seen, and no further.
pub fn offset_for(row: usize, now: f32, height: f32) -> f32 {
    let top = row as f32 * theme::ROW_HEIGHT;
    // The rows before and after it are seen too, where there is room.
    let (least, most) = (top + 2.0 * theme::ROW_HEIGHT - height, top - theme::ROW_HEIGHT);
    if most < least { (top + theme::ROW_HEIGHT - height).max(0.0) } else { now.clamp(least.max(0.0), most.max(0.0)) }
}
