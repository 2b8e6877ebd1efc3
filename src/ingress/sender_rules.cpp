#include "ingress/sender_rules.hpp"

#include "baton/core/encoding.hpp"
#include "baton/core/text.hpp"
#include "ingress/crypto.hpp"
#include "ingress/schemes/scheme.hpp"

#include <algorithm>

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;

constexpr std::string_view kDns = "DNS:";

// A list that is there and empty would let nobody in, and is a mistake.
core::Result<std::vector<std::string>> sender_list(const SchemeSettings& settings,
                                                   std::string_view name) {
  std::vector<std::string> list;
  const bool given = settings.contains(name);
  take(settings, name, list);
  if (given && list.empty())
    return Error{Errc::invalid, "webhook: '" + std::string(name) + "' is an empty list",
                 std::string(name), "leave it out to let everybody send who proves itself"};
  return list;
}

Error not_allowed(std::string what, std::string where) {
  return {Errc::denied, std::move(what), std::move(where), {}};
}

}  // namespace

core::Result<std::shared_ptr<const SenderRules>> SenderRules::make(const SchemeSettings& settings) {
  auto rules = std::make_shared<SenderRules>();
  auto networks = sender_list(settings, "allow_ips");
  auto digests = sender_list(settings, "client_cert_sha256");
  auto subjects = sender_list(settings, "client_cert_subjects");
  for (const auto* list : {&networks, &digests, &subjects})
    if (!*list) return list->error();
  for (const auto& text : *networks) {
    auto network = formats::parse_network(text);
    if (!network) return Error{Errc::invalid, network.error().message, "allow_ips", {}};
    rules->networks_.push_back(*network);
  }
  for (const auto& text : *digests) {
    std::string plain = core::lower(text);
    std::erase(plain, ':');
    const auto bytes = core::from_hex(plain);
    if (!bytes || bytes->size() != 32)
      return wrong_setting("client_cert_sha256", "SHA-256 digests of 64 hexadecimal digits",
                           core::one_line(text, 100));
    rules->digests_.push_back(std::move(plain));
  }
  for (auto& text : *subjects)
    rules->subjects_.push_back(text.starts_with(kDns)
                                   ? std::string(kDns) +
                                         core::lower(std::string_view(text).substr(kDns.size()))
                                   : std::move(text));
  const bool none = rules->networks_.empty() && rules->digests_.empty() && rules->subjects_.empty();
  return none ? nullptr : std::shared_ptr<const SenderRules>(std::move(rules));
}

core::Result<void> SenderRules::check(const Inbound& request, core::Time now) const {
  if (!networks_.empty()) {
    boost::system::error_code wrong;
    const auto client = boost::asio::ip::make_address(request.client, wrong);
    const bool listed = !wrong && std::any_of(networks_.begin(), networks_.end(),
                                              [&client](const formats::Network& network) {
                                                return network.holds(client);
                                              });
    if (!listed) return not_allowed("the sender's address is not among `allow_ips`", "address");
  }
  return digests_.empty() && subjects_.empty() ? core::Result<void>()
                                               : check_certificate(request, now);
}

core::Result<void> SenderRules::check_certificate(const Inbound& request, core::Time now) const {
  if (request.certificate.empty())
    return not_allowed("no client certificate came from a trusted proxy", "certificate");
  const auto certificate = read_certificate(request.certificate);
  if (!certificate) return not_allowed("the client certificate cannot be read", "certificate");
  if (now < certificate->from || now > certificate->until)
    return not_allowed("the client certificate is not good at this time", "certificate");
  const auto listed = [this](const std::string& name) {
    return std::find(subjects_.begin(), subjects_.end(), name) != subjects_.end();
  };
  const bool known =
      std::find(digests_.begin(), digests_.end(), certificate->sha256) != digests_.end() ||
      listed(certificate->subject) ||
      std::any_of(certificate->dns_names.begin(), certificate->dns_names.end(),
                  [&](const std::string& name) { return listed(std::string(kDns) + name); });
  if (!known)
    return not_allowed(
        "the client certificate is not among `client_cert_sha256` and `client_cert_subjects`",
        "certificate");
  return {};
}

}  // namespace baton::ingress
