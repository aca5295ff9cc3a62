//! A management that answers from a script and notes what it was asked.

use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::Value;
use tidings_core::Error;

use crate::management::{Call, Management, Reply, Request};

/// Answers requests in order; each step is the expected request in short and the reply.
pub(crate) struct Scripted {
    steps: Mutex<std::vec::IntoIter<Step>>,
}

pub(crate) struct Step {
    request: &'static str,
    reply: Reply,
}

/// The broker did it, and gave back this body.
pub(crate) fn did(request: &'static str, body: &str) -> Step {
    Step { request, reply: Reply::read(true, body).unwrap() }
}

/// The broker refused with this text.
pub(crate) fn refused(request: &'static str, text: &str) -> Step {
    Step { request, reply: Reply::read(false, &Value::from(vec![text]).to_string()).unwrap() }
}

/// The steps of reading a queue.
pub(crate) fn queue(address: &str, durable: bool, auto_delete: bool, routing: &str, consumers: u64) -> [Step; 7] {
    [
        did("queue.q address", &format!("[\"{address}\"]")),
        did("queue.q durable", &format!("[{durable}]")),
        did("queue.q autoDelete", &format!("[{auto_delete}]")),
        did("queue.q routingType", &format!("[\"{routing}\"]")),
        did("queue.q consumerCount", &format!("[{consumers}]")),
        did("queue.q groupRebalance", "[false]"),
        did("queue.q groupRebalancePauseDispatch", "[false]"),
    ]
}

impl Scripted {
    pub(crate) fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: Mutex::new(steps.into_iter().collect::<Vec<_>>().into_iter()) }
    }

    /// Everything that was expected was asked.
    pub(crate) fn finished(&self) {
        assert_eq!(self.steps.lock().unwrap().next().map(|step| step.request), None);
    }
}

#[async_trait]
impl Management for Scripted {
    async fn request(&self, request: Request) -> Result<Reply, Error> {
        let call = match &request.call {
            Call::Operation { name, .. } | Call::Attribute(name) => *name,
        };
        let step = self.steps.lock().unwrap().next().unwrap_or_else(|| panic!("unexpected: {request:?}"));
        assert_eq!(format!("{} {call}", request.resource), step.request);
        Ok(step.reply)
    }
}
