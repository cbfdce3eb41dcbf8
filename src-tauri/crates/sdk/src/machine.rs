//! The machine's own network: for devices on the network `machine`.

use netdev::interface::types::InterfaceType;
use numberauth_protocol::Connection;

/// The connection of the interface that the machine's real default route goes through: Wi-Fi is `wifi`; WWAN or a
/// phone's USB tether is `cellular`; anything else, or no route at all, is `unknown`.
///
/// Asks the system's routing and interface tables; opens no network connection.
#[must_use]
pub fn machine_connection() -> Connection {
    default_route_index()
        .and_then(interface)
        .map_or(Connection::Unknown, |found| classify(&found))
}

/// The interface of the default route; IPv4 first, as a phone's carrier would have it. The route with a gateway is the one
/// that the system prefers; a WWAN interface often has a default route without any.
fn default_route_index() -> Option<u32> {
    let gateway_v4 = || {
        let gateways = getifs::gateway_ipv4_addrs().ok()?;
        gateways.first().map(getifs::Ifv4Addr::index)
    };
    let route_v4 = || {
        let routes = getifs::route_ipv4_table_by_filter(getifs::Ipv4Route::is_default).ok()?;
        routes.first().map(getifs::Ipv4Route::index)
    };
    let gateway_v6 = || {
        let gateways = getifs::gateway_ipv6_addrs().ok()?;
        gateways.first().map(getifs::Ifv6Addr::index)
    };
    gateway_v4().or_else(route_v4).or_else(gateway_v6)
}

/// What is known of an interface.
struct Found {
    kind: InterfaceType,
    name: String,
    description: String,
    driver: String,
}

fn interface(index: u32) -> Option<Found> {
    let found = netdev::get_interfaces()
        .into_iter()
        .find(|interface| interface.index == index)?;
    let description = [found.description, found.friendly_name]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    Some(Found {
        kind: found.if_type,
        driver: driver(&found.name),
        name: found.name,
        description,
    })
}

/// The kernel driver's name on Linux; empty elsewhere.
fn driver(name: &str) -> String {
    let link = std::fs::read_link(format!("/sys/class/net/{name}/device/driver"));
    let link = link.ok().and_then(|path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    });
    link.unwrap_or_default()
}

fn classify(found: &Found) -> Connection {
    let is_wwan = matches!(
        found.kind,
        InterfaceType::Wwan | InterfaceType::Wwanpp | InterfaceType::Wwanpp2
    ) || ["wwan", "wwp", "rmnet"]
        .iter()
        .any(|prefix| found.name.starts_with(prefix));
    // Android phones tether by RNDIS, iPhones by ipheth; Windows and macOS say so in the description.
    let is_tether = ["rndis_host", "ipheth"].contains(&found.driver.as_str())
        || ["RNDIS", "Apple Mobile Device", "iPhone USB"]
            .iter()
            .any(|word| found.description.contains(word));
    if found.kind == InterfaceType::Wireless80211 {
        Connection::Wifi
    } else if is_wwan || is_tether {
        Connection::Cellular
    } else {
        Connection::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: InterfaceType, name: &str, driver: &str, description: &str) -> Found {
        Found {
            kind,
            name: name.into(),
            driver: driver.into(),
            description: description.into(),
        }
    }

    #[test]
    fn interfaces_are_told_apart() {
        use InterfaceType::{Ethernet, Wireless80211, Wwanpp};
        for (interface, connection) in [
            (
                found(Wireless80211, "wlp2s0", "iwlwifi", ""),
                Connection::Wifi,
            ),
            (found(Ethernet, "enp3s0", "r8169", ""), Connection::Unknown),
            (found(Wwanpp, "Cellular", "", ""), Connection::Cellular),
            (
                found(Ethernet, "wwan0", "cdc_mbim", ""),
                Connection::Cellular,
            ),
            (
                found(Ethernet, "usb0", "rndis_host", ""),
                Connection::Cellular,
            ),
            (found(Ethernet, "eth1", "ipheth", ""), Connection::Cellular),
            (
                found(
                    Ethernet,
                    "Ethernet 3",
                    "",
                    "Remote NDIS (RNDIS) based Internet Sharing Device",
                ),
                Connection::Cellular,
            ),
            (
                found(Ethernet, "en5", "", "iPhone USB"),
                Connection::Cellular,
            ),
            // A docking station's Ethernet is no phone.
            (
                found(Ethernet, "enx00e04c", "cdc_ncm", ""),
                Connection::Unknown,
            ),
        ] {
            assert_eq!(
                classify(&interface),
                connection,
                "{} {}",
                interface.name,
                interface.driver
            );
        }
    }

    #[test]
    fn this_machine_is_asked_without_a_panic() {
        // Whatever the machine's route is, the answer is one of the three and the same when asked again.
        assert_eq!(machine_connection(), machine_connection());
    }
}
