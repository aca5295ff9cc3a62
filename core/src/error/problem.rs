use std::{borrow::Cow, fmt};

/// What sort of thing is wrong with the wiring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A service that nobody provides.
    Missing,
    /// Services that need each other.
    Cycle,
    /// A service that is provided, bound or replaced twice.
    ProvidedTwice,
    /// Two events of one name or one address.
    DuplicateEvent,
    /// Two listeners of one queue, or of one dead-letter name.
    DuplicateListener,
    /// A name that a broker would misread.
    InvalidName,
    /// A listener or pipeline that was expected but is not linked.
    NotLinked,
    /// A policy or option that cannot work.
    InvalidOption,
    /// No provider, or one that cannot do what a listener needs.
    Provider,
    /// A `per_process` listener, but no server name.
    ServerName,
    /// More than one version of this library in one program.
    SeveralVersions,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Missing,
        Self::Cycle,
        Self::ProvidedTwice,
        Self::DuplicateEvent,
        Self::DuplicateListener,
        Self::InvalidName,
        Self::NotLinked,
        Self::InvalidOption,
        Self::Provider,
        Self::ServerName,
        Self::SeveralVersions,
    ];
}

/// One thing wrong with the wiring, with its remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The sort of problem.
    pub kind: ProblemKind,
    /// What is wrong, in one clause that names everything concerned.
    pub message: String,
    /// What to do about it.
    pub remedy: Cow<'static, str>,
}

impl Problem {
    /// A problem with its remedy.
    pub fn new(kind: ProblemKind, message: impl Into<String>, remedy: impl Into<Cow<'static, str>>) -> Self {
        Self { kind, message: message.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

/// Everything that is wrong with the wiring, found at once; nothing was constructed or connected.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError {
    problems: Vec<Problem>,
}

impl BuildError {
    /// The error of these problems.
    pub fn new(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// What is wrong, in the order in which it was found; at least one.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} problem(s) in the wiring:", self.problems.len())?;
        self.problems.iter().enumerate().try_for_each(|(at, problem)| write!(f, "\n  {}. {problem}", at + 1))
    }
}

impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for BuildError {}
