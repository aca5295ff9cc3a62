use crate::model::{AddressSettings, FullPolicy, Settings, Time};

/// What holds for the addresses of a pattern, on both brokers.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The pattern.
    pub pattern: &'static str,
    /// The elements of `broker.xml`.
    pub xml: &'static str,
    /// What the model makes of them.
    pub model: fn(&mut AddressSettings),
}

/// The settings with which all scripts run; addresses that none of them matches have the broker's defaults.
pub const SETTINGS: [Setting; 6] = [
    Setting {
        pattern: "three.#",
        xml: "<max-delivery-attempts>3</max-delivery-attempts>",
        model: |it| it.max_delivery_attempts = Some(3),
    },
    Setting {
        pattern: "nowhere.#",
        xml: "<max-delivery-attempts>2</max-delivery-attempts><dead-letter-address></dead-letter-address>",
        model: |it| {
            it.max_delivery_attempts = Some(2);
            it.dead_letter_address = None;
        },
    },
    Setting {
        pattern: "block.#",
        xml: "<max-size-bytes>100000</max-size-bytes><address-full-policy>BLOCK</address-full-policy>",
        model: |it| {
            it.max_size_bytes = Some(100_000);
            it.full = FullPolicy::Block;
        },
    },
    Setting {
        pattern: "fail.#",
        xml: "<max-size-bytes>100000</max-size-bytes><address-full-policy>FAIL</address-full-policy>",
        model: |it| {
            it.max_size_bytes = Some(100_000);
            it.full = FullPolicy::Fail;
        },
    },
    Setting {
        pattern: "slow.#",
        xml: "<redelivery-delay>1000</redelivery-delay>",
        model: |it| it.redelivery_delay = Time::from_secs(1),
    },
    Setting {
        pattern: "noroute.#",
        xml: "<send-to-dla-on-no-route>true</send-to-dla-on-no-route>",
        model: |it| it.send_to_dla_on_no_route = true,
    },
];

/// How often the broker looks for queues that are to go.
pub const SCAN_MS: u64 = 500;

/// The model's settings.
pub(super) fn of_model() -> Settings {
    let mut settings = Settings { scan: Time::from_millis(SCAN_MS), ..Settings::default() };
    for setting in SETTINGS {
        let mut address = AddressSettings::default();
        (setting.model)(&mut address);
        settings.set(setting.pattern.to_owned(), address);
    }
    settings
}
