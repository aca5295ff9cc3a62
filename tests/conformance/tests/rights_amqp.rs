//! AMQP 1.0 on an Apache Artemis that grants the least rights: the whole suite, and each kind of user alone.

mod least;
mod real;

use least::PASSWORD;
use tidings_amqp::Amqp;
use tidings_broker::Artemis;

least::rights!(|broker: &Artemis, user: &str| Amqp::connect(broker.amqp_url_for(user, PASSWORD)));
