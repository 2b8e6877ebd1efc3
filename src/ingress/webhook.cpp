#include "baton/ingress/webhook.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "ingress/coding.hpp"
#include "ingress/decoder.hpp"
#include "ingress/schemes/scheme.hpp"
#include "ingress/sender_rules.hpp"

#include <algorithm>

namespace baton::ingress {

namespace {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

std::string_view title_of(int status) {
  switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    default: return "Internal Server Error";
  }
}

// Names the delivery of events by their body. Whoever has a signed body can send it under any id,
// so the body itself must identify it. Half of the digest is enough, and takes half the bytes in
// each row of the log.
void name_delivery(std::string_view body, std::vector<core::Event>& events) {
  const auto whole = core::sha256(body);
  const auto digest = core::to_base64url(core::bytes_of(whole).substr(0, 16));
  for (std::size_t at = 0; at < events.size(); ++at) {
    events[at].delivery = digest;
    if (at > 0) events[at].delivery.append("/").append(std::to_string(at));
  }
}

}  // namespace

Hook::Hook(HookOptions options, const Scheme& scheme, std::shared_ptr<const OwnSettings> own,
           std::shared_ptr<const SenderRules> senders, std::shared_ptr<const Decoder> decoder)
    : options_(std::move(options)),
      scheme_(scheme),
      own_(std::move(own)),
      senders_(std::move(senders)),
      decoder_(std::move(decoder)) {
  options_.decode.whole_batches = scheme_.whole_batches;
}

Result<std::shared_ptr<const Hook>> Hook::make(HookOptions options,
                                               std::shared_ptr<const Decoder> decoder) {
  core::ensure(decoder != nullptr, "a hook has a decoder");
  const auto* scheme = find_scheme(options.scheme);
  if (scheme == nullptr) {
    return Error{Errc::invalid, "unknown webhook scheme \"" + options.scheme + "\"", "scheme",
                 core::did_you_mean(options.scheme, scheme_names())};
  }
  if (!options.people.empty() && scheme == &kNone)
    return Error{Errc::invalid, "webhook: whoever proves nothing cannot say who decided", "scheme",
                 "choose a scheme that verifies, or leave \"people\" out"};
  if (scheme->needs_secret && options.secrets.empty())
    return missing_setting(scheme->name, "secret");
  if (options.secrets.size() > 2)
    return Error{Errc::invalid,
                 "webhook: at most two secrets, the new one and the one it replaces",
                 "secret",
                 {}};
  for (const auto& secret : options.secrets) {
    if (secret.empty()) return Error{Errc::invalid, "webhook: the secret is empty", "secret", {}};
  }
  OwnSettingsPtr own = std::make_shared<OwnSettings>();
  if (scheme->read != nullptr) {
    auto read = scheme->read(options);
    if (!read) return read.error();
    own = *std::move(read);
  }
  auto senders = SenderRules::make(options.settings);
  if (!senders) return senders.error();
  return std::shared_ptr<const Hook>(new Hook(std::move(options), *scheme, std::move(own),
                                              *std::move(senders), std::move(decoder)));
}

Result<Accepted> Hook::receive(const Inbound& request, core::Time now,
                               std::string_view learned) const {
  if (senders_ != nullptr) {
    if (const auto allowed = senders_->check(request, now); !allowed) return allowed.error();
  }
  Proof proof{request, *own_, {}, now};
  for (const auto& secret : options_.secrets) proof.secrets.push_back(secret.reveal());
  if (!learned.empty()) proof.secrets.push_back(learned);
  const std::string_view method =
      request.method == "HEAD" ? "GET" : std::string_view(request.method);
  if (scheme_.handshake != nullptr && method == scheme_.handshake_method) {
    if (auto answered = scheme_.handshake(proof)) return std::move(*answered);
  }
  if (request.method != "POST") return Error{Errc::unsupported, "expected POST", "method", {}};
  if (scheme_.verify != nullptr) {
    if (const auto verified = scheme_.verify(proof); !verified) return verified.error();
  }
  auto body = decoder_->read(request, options_.decode);
  if (!body) return body.error();
  if (scheme_.verify_body != nullptr) {
    if (const auto verified = scheme_.verify_body(proof, body->json); !verified)
      return verified.error();
  }
  if (scheme_.take_out_secret != nullptr) scheme_.take_out_secret(proof, body->json);
  if (scheme_.challenge != nullptr) {
    if (auto reply = scheme_.challenge(body->json)) return Accepted{{}, std::move(*reply), {}};
  }
  auto decoded = decoder_->events(*std::move(body), request, options_.decode, now);
  if (!decoded) return decoded.error();
  auto accepted = accept(std::move(decoded->events), request.body);
  if (!decoded->decision) return accepted;
  accepted.decision = std::move(decoded->decision);
  auto& decision = *accepted.decision;
  auto person = options_.people.find(decision.team + "/" + decision.who);
  if (person == options_.people.end()) person = options_.people.find(decision.who);
  if (person != options_.people.end()) decision.person = person->second;
  return accepted;
}

std::string Hook::methods() const {
  const std::string_view handshake = scheme_.handshake_method;
  const bool more = scheme_.handshake != nullptr && handshake != "POST";
  const std::string_view head = handshake == "GET" ? ", HEAD" : "";
  return more ? std::string(handshake).append(head).append(", POST") : "POST";
}

Accepted Hook::accept(std::vector<core::Event> events, std::string_view body) const {
  Accepted accepted;
  accepted.events = std::move(events);
  if (decoder_->reads_batches()) {
    const auto unreadable = options_.decode.connection + ".unreadable";
    accepted.unreadable = static_cast<std::size_t>(
        std::count_if(accepted.events.begin(), accepted.events.end(),
                      [&unreadable](const auto& event) { return event.type == unreadable; }));
  }
  if (scheme_.signs_body_alone && options_.decode.dedup_by_body)
    name_delivery(body, accepted.events);
  const auto& reply = scheme_.reply;
  accepted.reply = {reply.status, reply.content_type, std::string(reply.body), {}};
  return accepted;
}

Reply Hook::refuse(const Error& error) const {
  Reply reply;
  const bool method = error.code == Errc::unsupported && error.where == "method";
  reply.status = method ? 405 : core::http_status(error.code);
  reply.content_type = "application/problem+json";
  Json problem{{"type", "urn:baton:problem:" + std::string(core::name(error.code))},
               {"title", title_of(reply.status)},
               {"status", reply.status},
               {"detail", error.message},
               {"code", core::name(error.code)}};
  if (!error.where.empty()) problem["where"] = error.where;
  reply.body = core::dump(problem);
  if (method) reply.headers.emplace_back("Allow", methods());
  if (error.where == kCodingField) reply.headers.emplace_back("Accept-Encoding", "identity");
  if (reply.status == 401)
    reply.headers.emplace_back("WWW-Authenticate", scheme_.authenticate.empty()
                                                       ? "Signature realm=\"hooks\""
                                                       : std::string(scheme_.authenticate));
  if (reply.status == 429 || reply.status == 503) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

}  // namespace baton::ingress
