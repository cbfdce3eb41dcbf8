//! The slips that are tried: alone, in pairs, and as the encoders of known languages make them together.

use numberauth_protocol::{SignatureCause, SignatureScheme};

use super::recipe::{Order, Reading, Recipe};

/// One slip: its name and what it does to a recipe.
#[derive(Clone, Copy)]
struct Slip {
    cause: SignatureCause,
    scheme: Option<SignatureScheme>,
    apply: fn(&mut Recipe),
}

/// A way of signing with the slips that are in it.
pub(crate) type Suspect = (Vec<SignatureCause>, Recipe);

const fn either(cause: SignatureCause, apply: fn(&mut Recipe)) -> Slip {
    Slip {
        cause,
        scheme: None,
        apply,
    }
}

const fn only(scheme: SignatureScheme, cause: SignatureCause, apply: fn(&mut Recipe)) -> Slip {
    Slip {
        cause,
        scheme: Some(scheme),
        apply,
    }
}

const SLIPS: [Slip; 19] = [
    either(SignatureCause::PlusForSpace, |r| r.plus_for_space = true),
    either(SignatureCause::StarNotEncoded, |r| r.raw.push(b'*')),
    either(SignatureCause::TildeEncoded, |r| r.tilde_encoded = true),
    either(SignatureCause::MarksNotEncoded, |r| r.raw.extend(b"!'()")),
    // Python's quote leaves the slash, some the colon too, JavaScript's encodeURI all that an address may hold.
    either(SignatureCause::ReservedNotEncoded, |r| r.raw.push(b'/')),
    either(SignatureCause::ReservedNotEncoded, |r| r.raw.extend(b"/:")),
    either(SignatureCause::ReservedNotEncoded, |r| {
        r.raw.extend(b";,/?:@&=+$!*'()#");
    }),
    either(SignatureCause::LowerCaseEncoding, |r| r.lower_case = true),
    either(SignatureCause::PlusNotEncoded, |r| {
        r.reading = Reading::PlusKept;
    }),
    either(SignatureCause::PlusNotEncoded, |r| {
        r.reading = Reading::PlusKept;
        r.raw.push(b'+');
    }),
    either(SignatureCause::SentEncodedTwice, |r| {
        r.reading = Reading::DecodedTwice;
    }),
    only(SignatureScheme::Rpc, SignatureCause::NotEncodedTwice, |r| {
        r.once = true;
    }),
    either(SignatureCause::Unsorted, |r| r.order = Order::AsSent),
    either(SignatureCause::Unsorted, |r| r.order = Order::IgnoringCase),
    either(SignatureCause::EmptyLeftOut, |r| r.empty_left_out = true),
    only(SignatureScheme::Acs3, SignatureCause::QueryLeftOut, |r| {
        r.query_left_out = true;
    }),
    either(SignatureCause::WrongMethod, |r| r.method = Some("GET")),
    either(SignatureCause::WrongMethod, |r| r.method = Some("POST")),
    only(
        SignatureScheme::Acs3,
        SignatureCause::HostWithoutPort,
        |r| {
            r.host_without_port = true;
        },
    ),
];

/// Not a slip of an encoder: tried last.
const PATH: Slip = only(SignatureScheme::Acs3, SignatureCause::WrongPath, |r| {
    r.no_path = true;
});

/// What is tried, the right way first and then by the number of slips: the first that fits has none too many.
pub(crate) fn suspects(scheme: SignatureScheme) -> Vec<Suspect> {
    let slips: Vec<Slip> = SLIPS
        .into_iter()
        .chain([PATH])
        .filter(|slip| slip.scheme.is_none_or(|only| only == scheme))
        .collect();
    let together = |of: &[Slip]| -> Suspect {
        let mut recipe = Recipe::default();
        for slip in of {
            (slip.apply)(&mut recipe);
        }
        (of.iter().map(|slip| slip.cause).collect(), recipe)
    };
    let mut suspects = vec![together(&[])];
    suspects.extend(slips.iter().map(|slip| together(&[*slip])));
    for (at, first) in slips.iter().enumerate() {
        let others = slips[at + 1..].iter();
        suspects.extend(
            others
                .filter(|second| second.cause != first.cause)
                .map(|second| together(&[*first, *second])),
        );
    }
    // Java's URLEncoder: `+` for a space, `*` left, `~` encoded. The first three of the list.
    suspects.push(together(&SLIPS[..3]));
    let once_more = |(causes, recipe): Suspect| {
        let rightly = Recipe {
            whole_rightly: true,
            ..recipe.clone()
        };
        [(causes.clone(), recipe), (causes, rightly)]
    };
    match scheme {
        SignatureScheme::Acs3 => suspects,
        SignatureScheme::Rpc => suspects.into_iter().flat_map(once_more).collect(),
    }
}

/// Spaces and line ends as they are pasted: before and after the secret.
pub(crate) const PASTED: [(&str, &str); 8] = [
    ("", " "),
    (" ", ""),
    (" ", " "),
    ("", "\n"),
    ("", "\r\n"),
    ("", "\t"),
    ("", "\r"),
    ("\u{feff}", ""),
];
