#include "baton/core/encoding.hpp"
#include "baton/formats/url.hpp"
#include "ingress/schemes/shared_key.hpp"

// developer.salesforce.com, Outbound Messaging. Messages are not signed: the last segment of the
// URL is the secret, and the organization must be ours.
namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;

constexpr std::size_t kIdLetters = 18;

// Salesforce sends a message again for 24 hours unless the answer is exactly this.
constexpr std::string_view kAck =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<soapenv:Envelope "
    "xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
    "<notificationsResponse "
    "xmlns=\"http://soap.sforce.com/2005/09/outbound\"><Ack>true</Ack></"
    "notificationsResponse>"
    "</soapenv:Body></soapenv:Envelope>";

struct OutboundSettings final : OwnSettings {
  std::string organization_id{};
};

constexpr std::array<SchemeKey, 1> kOutboundKeys{{{"organization_id"}}};

core::Result<OwnSettingsPtr> read_outbound(const HookOptions& options) {
  auto own = std::make_shared<OutboundSettings>();
  take(options.settings, "organization_id", own->organization_id);
  if (own->organization_id.size() != kIdLetters) {
    return Error{Errc::invalid,
                 "webhook scheme 'salesforce_outbound' needs "
                 "'organization_id', 18 characters",
                 "organization_id",
                 "Salesforce Setup, Company Information shows 15 of them; the "
                 "message itself "
                 "carries all 18"};
  }
  return OwnSettingsPtr(std::move(own));
}

core::Result<void> verify_outbound(const Proof& proof) {
  const auto path = formats::path_of(proof.request.target);
  const auto token = core::percent_decode(path.substr(path.rfind('/') + 1));
  if (!token || !is_known(proof, *token))
    return bad_proof("the URL does not end in the hook's token");
  return {};
}

core::Result<void> verify_outbound_body(const Proof& proof, const Json& body) {
  const Json* at = &body;
  for (const auto* name : {"Envelope", "Body", "notifications"}) {
    at = core::find(*at, name);
    if (at == nullptr)
      return Error{Errc::invalid, "expected a SOAP envelope with Salesforce notifications"};
  }
  if (core::text_at(*at, "OrganizationId") != proof.settings<OutboundSettings>().organization_id)
    return bad_proof("the message is from another organization");
  return {};
}

}  // namespace

constinit const Scheme kSalesforceOutbound{.name = "salesforce_outbound",
                                           .keys = kOutboundKeys,
                                           .read = read_outbound,
                                           .verify = verify_outbound,
                                           .verify_body = verify_outbound_body,
                                           .reply = {200, "text/xml; charset=utf-8", kAck}};

}  // namespace baton::ingress
