//! Everything that can be known to be wrong before anything connects.

mod names;
mod providers;
mod wiring;

use std::collections::HashMap;

use super::{
    builder::{Builder, Configure},
    known::Known,
    plan::{Binding, PipelineBinding, Plan, PlannedListener, PlannedPipeline, claim_of, provider_of},
};
use crate::{
    error::{BuildError, Problem, ProblemKind},
    registration::PipelineEntry,
    subscription::ListenerInfo,
    versions,
};

/// A plan, or everything that is wrong with it.
pub(super) fn plan(builder: Builder) -> Result<Plan, BuildError> {
    let Builder { selection, container, providers, server, limits, nobody_listens, mut problems, .. } = builder;
    problems.extend(versions::problem());
    let mut chosen: Vec<_> = selection.listeners().into_iter().map(|e| (e.info().clone(), Binding::Entry(e))).collect();
    chosen.extend(builder.listeners);
    configure(&mut chosen, &builder.configured, &mut problems);
    let mut pipelines: Vec<_> = selection.pipelines().into_iter().map(planned).collect();
    pipelines.extend(builder.pipelines);
    pipelines.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));

    let listener = |(info, binding): (ListenerInfo, Binding)| {
        // Without one the build fails.
        let provider = provider_of(&providers, &info.event()).unwrap_or(0);
        let naming = providers.get(provider).map(|planned| planned.provider.queue_naming()).unwrap_or_default();
        PlannedListener { claim: claim_of(&info, server.as_ref(), naming), provider, info, binding }
    };
    let listeners: Vec<_> = chosen.into_iter().map(listener).collect();
    names::check(&listeners, &builder.sends, server.as_deref(), &mut problems);
    wiring::expectations(&builder.expected, &builder.expected_pipelines, &listeners, &pipelines, &mut problems);
    providers::check(&providers, &listeners, &builder.sends, &mut problems);
    let wired = container.wire(&wiring::roots(&listeners, &pipelines));
    let (sends, runtime, hook, dedicated_io) = (builder.sends, builder.runtime, builder.hook, builder.dedicated_io);
    let known = Known::of(listeners.iter().map(|listener| listener.info.event()).chain(sends.iter().cloned()));
    match wired {
        Ok(wiring) if problems.is_empty() => Ok(Plan {
            providers,
            listeners,
            pipelines,
            sends,
            known,
            server,
            wiring,
            runtime,
            limits,
            nobody_listens,
            hook,
            dedicated_io,
        }),
        Ok(_) => Err(BuildError::new(problems)),
        Err(missing) => {
            problems.extend(missing);
            Err(BuildError::new(problems))
        }
    }
}

fn planned(entry: &'static PipelineEntry) -> PlannedPipeline {
    let binding = PipelineBinding::Entry(entry);
    PlannedPipeline { name: entry.name().to_owned(), order: entry.order(), binding }
}

fn configure(chosen: &mut [(ListenerInfo, Binding)], configured: &[(String, Configure)], problems: &mut Vec<Problem>) {
    let mut named: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (info, _)) in chosen.iter().enumerate().filter(|_| !configured.is_empty()) {
        named.entry(info.name().to_owned()).or_default().push(at);
    }
    for (name, change) in configured {
        let of_name = named.get(name);
        for at in of_name.into_iter().flatten() {
            let info = &mut chosen[*at].0;
            *info = info.clone().with_policy(change(*info.policy()));
        }
        if of_name.is_none() {
            let known: Vec<_> = chosen.iter().map(|(info, _)| info.name()).collect();
            problems.push(Problem::new(
                ProblemKind::InvalidOption,
                format!("`.configure({name:?}, ..)` names no listener of this manager"),
                format!("the listeners are: {}", known.join(", ")),
            ));
        }
    }
    for (info, _) in chosen.iter() {
        if let Some((what, remedy)) = info.policy().problem() {
            let message = format!("listener {:?} ({}): {what}", info.name(), info.place());
            problems.push(Problem::new(ProblemKind::InvalidOption, message, remedy));
        }
    }
}
