//! What the in-process provider promises, shown at the seam itself.
