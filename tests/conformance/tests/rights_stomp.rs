//! STOMP 1.2 on an Apache Artemis that grants the least rights: the whole suite, and each kind of user alone.

mod least;
mod real;

use least::PASSWORD;
use tidings_broker::Artemis;
use tidings_stomp::Stomp;

least::rights!(|broker: &Artemis, user: &str| Stomp::connect(broker.stomp_url_for(user, PASSWORD)));
