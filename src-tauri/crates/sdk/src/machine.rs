//! The machine's own network: for devices on the network `machine`.

#[cfg(target_os = "linux")]
use std::path::Path;

use numberauth_protocol::Connection;

/// The connection of the interface that the machine's real default route goes through: Wi-Fi is `wifi`; WWAN or a
/// phone's USB tether is `cellular`; anything else, or no route at all, is `unknown`.
///
/// Asks the system's routing and interface tables; opens no network connection.
#[must_use]
pub fn machine_connection() -> Connection {
    default_route()
        .and_then(|route| interface(&route))
        .map_or(Connection::Unknown, |found| classify(&found))
}

/// The interface of the default route.
struct DefaultRoute {
    #[cfg_attr(
        target_os = "linux",
        expect(dead_code, reason = "the kernel's files go by the name")
    )]
    index: u32,
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "other systems' tables go by the index")
    )]
    name: String,
}

/// IPv4 first, as a phone's carrier would have it. The route with a gateway is the one that the system prefers; a WWAN
/// interface often has a default route without any.
fn default_route() -> Option<DefaultRoute> {
    fn of(index: u32, name: std::io::Result<impl ToString>) -> Option<DefaultRoute> {
        let name = name.ok()?.to_string();
        Some(DefaultRoute { index, name })
    }
    let gateway_v4 = || {
        let gateways = getifs::gateway_ipv4_addrs().ok()?;
        gateways
            .first()
            .and_then(|found| of(found.index(), found.name()))
    };
    let route_v4 = || {
        let routes = getifs::route_ipv4_table_by_filter(getifs::Ipv4Route::is_default).ok()?;
        routes
            .first()
            .and_then(|found| of(found.index(), found.name()))
    };
    let gateway_v6 = || {
        let gateways = getifs::gateway_ipv6_addrs().ok()?;
        gateways
            .first()
            .and_then(|found| of(found.index(), found.name()))
    };
    gateway_v4().or_else(route_v4).or_else(gateway_v6)
}

/// What an interface is for, as its system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Wifi,
    Wwan,
    Other,
}

/// What is known of an interface.
struct Found {
    kind: Kind,
    name: String,
    description: String,
    driver: String,
}

/// By the kernel's own files. netdev reads the same ones, but brings a parser of every netlink message with it, which would be a
/// fifteenth of the whole `numberauth` program.
#[cfg(target_os = "linux")]
fn interface(route: &DefaultRoute) -> Option<Found> {
    let folder = Path::new("/sys/class/net").join(&route.name);
    let uevent = std::fs::read_to_string(folder.join("uevent")).ok()?;
    let is = |devtype: &str| uevent.lines().any(|line| line.trim() == devtype);
    let has = |entry: &str| folder.join(entry).exists();
    let kind = if is("DEVTYPE=wlan") || has("wireless") || has("phy80211") {
        Kind::Wifi
    } else if is("DEVTYPE=wwan") {
        Kind::Wwan
    } else {
        Kind::Other
    };
    let driver = std::fs::read_link(folder.join("device/driver")).ok();
    let driver = driver.as_deref().and_then(Path::file_name);
    Some(Found {
        kind,
        name: route.name.clone(),
        description: String::new(),
        driver: driver
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
    })
}

/// By the system's table of interfaces.
#[cfg(not(target_os = "linux"))]
fn interface(route: &DefaultRoute) -> Option<Found> {
    use netdev::interface::types::InterfaceType;

    let found = netdev::get_interfaces()
        .into_iter()
        .find(|interface| interface.index == route.index)?;
    let kind = match found.if_type {
        InterfaceType::Wireless80211 => Kind::Wifi,
        InterfaceType::Wwan | InterfaceType::Wwanpp | InterfaceType::Wwanpp2 => Kind::Wwan,
        _ => Kind::Other,
    };
    let description = [found.description, found.friendly_name]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    Some(Found {
        kind,
        name: found.name,
        description,
        driver: String::new(),
    })
}

fn classify(found: &Found) -> Connection {
    let is_wwan = found.kind == Kind::Wwan
        || ["wwan", "wwp", "rmnet"]
            .iter()
            .any(|prefix| found.name.starts_with(prefix));
    // Android phones tether by RNDIS, iPhones by ipheth; Windows and macOS say so in the description.
    let is_tether = ["rndis_host", "ipheth"].contains(&found.driver.as_str())
        || ["RNDIS", "Apple Mobile Device", "iPhone USB"]
            .iter()
            .any(|word| found.description.contains(word));
    if found.kind == Kind::Wifi {
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

    fn found(kind: Kind, name: &str, driver: &str, description: &str) -> Found {
        Found {
            kind,
            name: name.into(),
            driver: driver.into(),
            description: description.into(),
        }
    }

    #[test]
    fn interfaces_are_told_apart() {
        use Kind::{Other, Wifi, Wwan};
        for (interface, connection) in [
            (found(Wifi, "wlp2s0", "iwlwifi", ""), Connection::Wifi),
            (found(Other, "enp3s0", "r8169", ""), Connection::Unknown),
            (found(Wwan, "Cellular", "", ""), Connection::Cellular),
            (found(Other, "wwan0", "cdc_mbim", ""), Connection::Cellular),
            (found(Other, "usb0", "rndis_host", ""), Connection::Cellular),
            (found(Other, "eth1", "ipheth", ""), Connection::Cellular),
            (
                found(
                    Other,
                    "Ethernet 3",
                    "",
                    "Remote NDIS (RNDIS) based Internet Sharing Device",
                ),
                Connection::Cellular,
            ),
            (found(Other, "en5", "", "iPhone USB"), Connection::Cellular),
            // A docking station's Ethernet is no phone.
            (
                found(Other, "enx00e04c", "cdc_ncm", ""),
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
