//! A request under the microscope: what came in, or what a server's string says that it understood.

use numberauth_protocol::SignatureScheme;

use super::recipe::hash_of_nothing;
use crate::acs3::Authorization;
use crate::encoding::decode_pairs;
use crate::signature::RequestParts;

/// What a signature is made of.
#[derive(Clone, Debug)]
pub(crate) struct Specimen {
    pub(crate) scheme: SignatureScheme,
    pub(crate) method: String,
    pub(crate) path: String,
    /// As it was sent.
    pub(crate) query: String,
    /// A form body as it was sent.
    pub(crate) form: String,
    /// ACS3: name in lower case and value, sorted.
    pub(crate) signed_headers: Vec<(String, String)>,
    /// ACS3.
    pub(crate) content_sha256: String,
    /// As it was sent; none where only the server's string is known.
    pub(crate) signature: Option<String>,
}

impl Specimen {
    pub(crate) fn of_request(request: &RequestParts<'_>) -> Self {
        let scheme = request.scheme();
        let authorization = request
            .header("authorization")
            .and_then(Authorization::parse);
        let mut signed_headers: Vec<_> = authorization
            .iter()
            .flat_map(|authorization| &authorization.signed_headers)
            .map(|name| {
                let value = request.header(name).unwrap_or_default();
                ((*name).to_owned(), value.to_owned())
            })
            .collect();
        signed_headers.sort();
        let signature = match scheme {
            SignatureScheme::Acs3 => authorization.map(|parsed| parsed.signature.to_owned()),
            SignatureScheme::Rpc => {
                let mut parameters = request.parameters().into_iter();
                parameters.find_map(|(name, value)| (name == "Signature").then_some(value))
            }
        };
        Self {
            scheme,
            method: request.method.to_owned(),
            path: request.path.to_owned(),
            query: request.query.to_owned(),
            form: request.form().to_owned(),
            signed_headers,
            content_sha256: request
                .header("x-acs-content-sha256")
                .map_or_else(hash_of_nothing, str::to_owned),
            signature,
        }
    }

    /// The request as a legacy string to sign tells it: `POST&%2F&…`.
    pub(crate) fn of_rpc_string(string_to_sign: &str) -> Option<Self> {
        let mut parts = string_to_sign.splitn(3, '&');
        let (method, path, encoded) = (parts.next()?, parts.next()?, parts.next()?);
        let known = method.bytes().all(|b| b.is_ascii_uppercase()) && path == "%2F";
        // Decoded once it is the canonical query, which is a query too.
        let query = percent_encoding::percent_decode_str(encoded)
            .decode_utf8()
            .ok()?;
        known.then(|| Self {
            scheme: SignatureScheme::Rpc,
            method: method.to_owned(),
            path: "/".into(),
            query: query.into_owned(),
            form: String::new(),
            signed_headers: Vec::new(),
            content_sha256: String::new(),
            signature: None,
        })
    }

    /// The request as a canonical request of ACS3 tells it.
    pub(crate) fn of_canonical_request(text: &str) -> Option<Self> {
        let (head, tail) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let (method, path, query) = (lines.next()?, lines.next()?, lines.next()?);
        let signed_headers = lines
            .map(|line| line.split_once(':'))
            .map(|pair| pair.map(|(name, value)| (name.to_owned(), value.to_owned())))
            .collect::<Option<Vec<_>>>()?;
        let (_, hash) = tail.split_once('\n')?;
        Some(Self {
            scheme: SignatureScheme::Acs3,
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            form: String::new(),
            signed_headers,
            content_sha256: hash.trim().to_owned(),
            signature: None,
        })
    }

    /// The parameters as the server reads them.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        let mut pairs = decode_pairs(&self.query);
        pairs.extend(decode_pairs(&self.form));
        pairs
    }
}
