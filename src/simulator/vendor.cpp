#include "simulator/vendor.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "simulator/query.hpp"

#include <algorithm>
#include <utility>

namespace baton::simulator {

using core::Json;

namespace {

std::string header_lines(const Json& fields, const RouteBindings& bindings) {
  std::string lines;
  for (const auto& [name, value] : fields.items()) {
    const auto text = ingress::scalar_text(value);
    if (!text) bindings.fail("headers", "expected text for " + name);
    lines.append(name).append(": ").append(*text).append("\r\n");
  }
  return lines;
}

}  // namespace

Vendor::Vendor(std::shared_ptr<const VendorSpec> spec, Outside outside)
    : spec_(std::move(spec)), outside_(std::move(outside)) {
  last_id_ = outside_.first_id;
  reset();
}

void Vendor::reset() {
  tables_ = Tables();
  for (const auto& [table, records] : spec_->records.items()) {
    for (const auto& [id, record] : records.items())
      tables_.put(table, id, record, std::chrono::microseconds(0));
  }
}

Reply Vendor::answer(const AnswerSpec& spec, const RouteBindings& bindings) const {
  Reply reply;
  reply.status = static_cast<int>(bindings.number(spec.status, "answer: status", 200));
  const auto headers = bindings.render(spec.headers, "answer: headers");
  for (const auto& [name, value] : headers.items()) {
    const auto text = ingress::scalar_text(value);
    if (!text) bindings.fail("answer: headers", "expected text for " + name);
    reply.headers[name] = *text;
  }
  if (spec.json) {
    reply.body = core::dump(bindings.render(spec.json, "answer: json"));
    reply.type = bindings.text(spec.type, "answer: type", "application/json");
  } else if (spec.text || spec.base64) {
    reply.body = bindings.text(spec.text ? spec.text : spec.base64, "answer: body");
    reply.type = bindings.text(spec.type, "answer: type", "application/xml");
    if (!spec.base64) return reply;
    auto bytes = core::from_base64(reply.body);
    if (!bytes) bindings.fail("answer: base64", "expected base64");
    reply.body = std::move(*bytes);
  }
  return reply;
}

Reply Vendor::named(const std::string& name, const RouteBindings& bindings) const {
  return answer(spec_->answers.at(name), bindings);
}

Reply Vendor::refuse(const Request& request, core::Time now, int status, int seconds) const {
  const std::string where = spec_->name + ".yaml";
  RouteBindings bindings(where, now);
  bindings.request = seen_by_expressions(request, false);
  bindings.message = {{"seconds", seconds < 0 ? 1 : seconds}, {"status", status}};
  auto reply = status == 0     ? named("busy", bindings)
               : status == 401 ? named("unauthorized", bindings)
               : status == 404 ? named("not_found", bindings)
                               : named("error", bindings);
  if (status != 0) reply.status = status;
  if (status != 0 && seconds >= 0) reply.headers["Retry-After"] = std::to_string(seconds);
  return reply;
}

Reply Vendor::handle(const Request& request, core::Time now, std::chrono::milliseconds lag) {
  try {
    return dispatch(request, now, lag);
  } catch (const VendorFileWrong& wrong) {
    return json_reply(500, {{"message", "the simulator's file is wrong"}, {"where", wrong.what()}});
  }
}

Reply Vendor::dispatch(const Request& request, core::Time now, std::chrono::milliseconds lag) {
  for (const auto& route : spec_->routes) {
    if (route.method != request.method) continue;
    auto at = match_path(route.path, request.path);
    if (!at) continue;
    RouteBindings bindings(route.where, now);
    bindings.at = std::move(*at);
    bindings.request = seen_by_expressions(request, route.raw);
    bindings.fresh = fresh_ids(++last_id_);
    if (!route.open && !bindings.holds(spec_->proof, "proof", true))
      return named("unauthorized", bindings);
    return run(route, request, bindings, lag);
  }
  return refuse(request, now, 404, -1);
}

Reply Vendor::run(const RouteSpec& route, const Request& request, RouteBindings& bindings,
                  std::chrono::milliseconds lag) {
  if (route.get && !route.get->after_find && !get(*route.get, bindings))
    return named("not_found", bindings);
  bindings.vars = bindings.render(route.vars, "vars");
  if (route.find) look_for(*route.find, bindings, lag);
  if (route.get && route.get->after_find && !get(*route.get, bindings))
    return named("not_found", bindings);
  for (const auto& refusal : route.refuse) {
    if (!bindings.holds(refusal.when, "refuse: when", false)) continue;
    return refusal.named.empty() ? answer(refusal.answer, bindings)
                                 : named(refusal.named, bindings);
  }
  if (route.handshake && !request.shaken) return ask_for_handshake(*route.handshake, bindings);
  if (route.batch) batch(*route.batch, request, bindings, lag);
  write(route, bindings);
  note(route, request, bindings);
  auto reply = answer(route.answer, bindings);
  for (const auto& message : route.send) send(message, bindings);
  return reply;
}

bool Vendor::get(const GetSpec& spec, RouteBindings& bindings) const {
  bindings.table = bindings.text(spec.table, "get: in");
  bindings.id = bindings.text(spec.id, "get: id");
  const auto* record = tables_.find(bindings.table, bindings.id);
  if (record != nullptr) bindings.record = bindings.before = record->value;
  return record != nullptr || spec.optional;
}

void Vendor::look_for(const FindSpec& spec, RouteBindings& bindings,
                      std::chrono::milliseconds lag) const {
  auto records = tables_.all(bindings.text(spec.table, "find: in"));
  if (spec.newest_first) std::reverse(records.begin(), records.end());
  const auto query = Query::read(bindings.text(spec.query, "find: query"), spec.encoded);
  const Query::Columns columns{spec.below, spec.columns};
  const auto seen_until = bindings.now().time_since_epoch() - lag;
  const auto size = bindings.number(spec.size, "find: size", records.size());
  const auto skip = bindings.number(spec.skip, "find: skip", 0);
  std::size_t total = 0;
  bindings.found = Json::array();
  for (const auto& [id, record] : records) {
    const bool late = spec.lags && lag.count() > 0 && record->written > seen_until;
    if (late || !query.holds(record->value, columns)) continue;
    bindings.item = record->value;
    if (!bindings.holds(spec.where, "find: where", true)) continue;
    if (total >= skip && bindings.found.size() < size) bindings.found.push_back(record->value);
    ++total;
  }
  bindings.page = {{"total", total}, {"size", size}, {"skip", skip}};
  if (skip + bindings.found.size() < total && !bindings.found.empty())
    bindings.page["next"] = skip + bindings.found.size();
  if (!query.unread().empty()) bindings.page["unread"] = query.unread();
}

void Vendor::write(const RouteSpec& route, RouteBindings& bindings) {
  const auto now = bindings.now().time_since_epoch();
  if (route.remove) tables_.remove(bindings.table, bindings.id);
  if (route.change && !bindings.record.is_null()) {
    for (const auto& patch : route.change->patches)
      bindings.record.merge_patch(bindings.render(patch, "change"));
    tables_.put(bindings.table, bindings.id, bindings.record, now);
  }
  for (const auto& put : route.put) {
    if (!bindings.holds(put.when, "put: when", true)) continue;
    auto record = bindings.render(put.record, "put: record");
    if (put.with) record.merge_patch(bindings.render(put.with, "put: with"));
    bindings.created = tables_.put(bindings.text(put.table, "put: in"),
                                   bindings.text(put.id, "put: id"), record, now);
    bindings.record = std::move(record);
  }
}

void Vendor::note(const RouteSpec& route, const Request& request, const RouteBindings& bindings) {
  for (const auto& act : route.act) {
    if (!bindings.holds(act.when, "act: when", true)) continue;
    auto key = bindings.text(act.key, "act: key", request.key());
    if (key.empty()) key = bindings.fresh.at("id").get<std::string>();
    outside_.ledger->action(spec_->name, bindings.text(act.operation, "act: operation"),
                            std::move(key), bindings.text(act.subject, "act: subject"),
                            !bindings.holds(act.repeat, "act: repeat", false));
  }
}

Reply Vendor::ask_for_handshake(const HandshakeSpec& spec, const RouteBindings& bindings) {
  auto reply = answer(spec.refused, bindings);
  reply.handshake =
      Handshake{.id = fresh_ids(++last_id_).at("uuid").get<std::string>(),
                .path = webhook_path(bindings),
                .field = spec.header,
                .secret = core::text_at(variables(), spec_->webhook->secret_variable)};
  return reply;
}

std::string Vendor::webhook_path(const RouteBindings& bindings) const {
  return bindings.text(spec_->webhook->path, "webhook: path", "/" + spec_->name);
}

Json Vendor::variables() const {
  Json known = spec_->environment;
  for (auto& [name, value] : known.items()) {
    auto set = outside_.environment ? outside_.environment(name) : std::string();
    if (!set.empty()) value = std::move(set);
  }
  return known;
}

std::string Vendor::signature(const SignatureSpec& spec, const RouteBindings& bindings) const {
  const auto text = spec.text ? bindings.text(spec.text, "sign: text")
                              : bindings.message.at("body").get<std::string>();
  const auto digest = core::hmac_sha256(bindings.secret.get<std::string>(), text);
  return spec.prefix + (spec.base64 ? core::to_base64(digest) : core::to_hex(digest));
}

void Vendor::send(const SendSpec& spec, RouteBindings& bindings) {
  if (!outside_.send || !spec_->webhook || !bindings.holds(spec.when, "send: when", true)) return;
  const auto& hook = *spec_->webhook;
  auto known = variables();
  bindings.secret = known.value(hook.secret_variable, std::string());
  const auto ids = fresh_ids(++last_id_);
  const auto now_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(bindings.now().time_since_epoch())
          .count();
  bindings.message = {{"id", ids.at("uuid")},
                      {"number", ids.at("id")},
                      {"seconds", std::to_string(now_ms / 1000)},
                      {"millis", std::to_string(now_ms)},
                      {"variables", std::move(known)}};
  const auto path = webhook_path(bindings);
  bindings.message["path"] = path;
  bindings.message["url"] = outside_.webhooks + path;
  auto body = spec.json ? core::dump(bindings.render(spec.json, "send: json"))
                        : bindings.text(spec.text, "send: text");
  bindings.message["body"] = body;
  auto head = "Content-Type: " + (spec.type.empty() ? hook.type : spec.type) + "\r\n";
  head += header_lines(bindings.render(hook.headers, "webhook: headers"), bindings);
  head += header_lines(bindings.render(spec.headers, "send: headers"), bindings);
  if (hook.sign) head += hook.sign->header + ": " + signature(*hook.sign, bindings) + "\r\n";
  outside_.send({spec_->name, ids.at("uuid").get<std::string>(), path, head, std::move(body)});
}

}  // namespace baton::simulator
