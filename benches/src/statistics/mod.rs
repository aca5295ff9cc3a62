//! What figures from a shared and noisy machine are worth: medians, and intervals by resampling the pairs.

mod interval;
mod random;
mod sorted;
mod steady;

pub(crate) use interval::{Interval, interval};
pub(crate) use sorted::{median, quantile};
pub(crate) use steady::is_steady;
