#include "simulator/vendor.hpp"

#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "simulator/query.hpp"

#include <algorithm>
#include <utility>

namespace baton::simulator {

using core::Json;

namespace {

std::string header_lines(const Json& fields, const Turn& turn) {
  std::string lines;
  for (const auto& [name, value] : fields.items()) {
    const auto text = ingress::scalar_text(value);
    if (!text) turn.fail("headers", "expected text for " + name);
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

Reply Vendor::answer(const AnswerSpec& spec, const Turn& turn) const {
  Reply reply;
  reply.status = static_cast<int>(turn.number(spec.status, "answer: status", 200));
  const auto headers = turn.render(spec.headers, "answer: headers");
  for (const auto& [name, value] : headers.items()) {
    const auto text = ingress::scalar_text(value);
    if (!text) turn.fail("answer: headers", "expected text for " + name);
    reply.headers[name] = *text;
  }
  if (spec.json) {
    reply.body = core::dump(turn.render(spec.json, "answer: json"));
    reply.type = turn.text(spec.type, "answer: type", "application/json");
  } else if (spec.text || spec.base64) {
    reply.body = turn.text(spec.text ? spec.text : spec.base64, "answer: body");
    reply.type = turn.text(spec.type, "answer: type", "application/xml");
    if (!spec.base64) return reply;
    auto bytes = core::from_base64(reply.body);
    if (!bytes) turn.fail("answer: base64", "expected base64");
    reply.body = std::move(*bytes);
  }
  return reply;
}

Reply Vendor::named(const std::string& name, const Turn& turn) const {
  return answer(spec_->answers.at(name), turn);
}

Reply Vendor::refuse(const Request& request, core::Time now, int status, int seconds) const {
  const std::string where = spec_->name + ".yaml";
  Turn turn(where, now);
  turn.request = seen_by_expressions(request, false);
  turn.message = {{"seconds", seconds < 0 ? 1 : seconds}, {"status", status}};
  auto reply = status == 0     ? named("busy", turn)
               : status == 401 ? named("unauthorized", turn)
               : status == 404 ? named("not_found", turn)
                               : named("error", turn);
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
    Turn turn(route.where, now);
    turn.at = std::move(*at);
    turn.request = seen_by_expressions(request, route.raw);
    turn.fresh = fresh_ids(++last_id_);
    if (!route.open && !turn.holds(spec_->proof, "proof", true)) return named("unauthorized", turn);
    return run(route, request, turn, lag);
  }
  return refuse(request, now, 404, -1);
}

Reply Vendor::run(const RouteSpec& route, const Request& request, Turn& turn,
                  std::chrono::milliseconds lag) {
  if (route.get && !route.get->after_find && !get(*route.get, turn))
    return named("not_found", turn);
  turn.vars = turn.render(route.vars, "vars");
  if (route.find) look_for(*route.find, turn, lag);
  if (route.get && route.get->after_find && !get(*route.get, turn)) return named("not_found", turn);
  for (const auto& refusal : route.refuse) {
    if (!turn.holds(refusal.when, "refuse: when", false)) continue;
    return refusal.named.empty() ? answer(refusal.answer, turn) : named(refusal.named, turn);
  }
  if (route.handshake && !request.shaken) return ask_for_handshake(*route.handshake, turn);
  if (route.batch) batch(*route.batch, request, turn, lag);
  write(route, turn);
  note(route, request, turn);
  auto reply = answer(route.answer, turn);
  for (const auto& message : route.send) send(message, turn);
  return reply;
}

bool Vendor::get(const GetSpec& spec, Turn& turn) const {
  turn.table = turn.text(spec.table, "get: in");
  turn.id = turn.text(spec.id, "get: id");
  const auto* record = tables_.find(turn.table, turn.id);
  if (record != nullptr) turn.record = turn.before = record->value;
  return record != nullptr || spec.optional;
}

void Vendor::look_for(const FindSpec& spec, Turn& turn, std::chrono::milliseconds lag) const {
  auto records = tables_.all(turn.text(spec.table, "find: in"));
  if (spec.newest_first) std::reverse(records.begin(), records.end());
  const auto query = Query::read(turn.text(spec.query, "find: query"), spec.encoded);
  const Query::Columns columns{spec.below, spec.columns};
  const auto seen_until = turn.now().time_since_epoch() - lag;
  const auto size = turn.number(spec.size, "find: size", records.size());
  const auto skip = turn.number(spec.skip, "find: skip", 0);
  std::size_t total = 0;
  turn.found = Json::array();
  for (const auto& [id, record] : records) {
    const bool late = spec.lags && lag.count() > 0 && record->written > seen_until;
    if (late || !query.holds(record->value, columns)) continue;
    turn.item = record->value;
    if (!turn.holds(spec.where, "find: where", true)) continue;
    if (total >= skip && turn.found.size() < size) turn.found.push_back(record->value);
    ++total;
  }
  turn.page = {{"total", total}, {"size", size}, {"skip", skip}};
  if (skip + turn.found.size() < total && !turn.found.empty())
    turn.page["next"] = skip + turn.found.size();
  if (!query.unread().empty()) turn.page["unread"] = query.unread();
}

void Vendor::write(const RouteSpec& route, Turn& turn) {
  const auto now = turn.now().time_since_epoch();
  if (route.remove) tables_.remove(turn.table, turn.id);
  if (route.change && !turn.record.is_null()) {
    for (const auto& patch : route.change->patches)
      turn.record.merge_patch(turn.render(patch, "change"));
    tables_.put(turn.table, turn.id, turn.record, now);
  }
  for (const auto& put : route.put) {
    if (!turn.holds(put.when, "put: when", true)) continue;
    auto record = turn.render(put.record, "put: record");
    if (put.with) record.merge_patch(turn.render(put.with, "put: with"));
    turn.created =
        tables_.put(turn.text(put.table, "put: in"), turn.text(put.id, "put: id"), record, now);
    turn.record = std::move(record);
  }
}

void Vendor::note(const RouteSpec& route, const Request& request, const Turn& turn) {
  for (const auto& act : route.act) {
    if (!turn.holds(act.when, "act: when", true)) continue;
    auto key = turn.text(act.key, "act: key", request.key());
    if (key.empty()) key = turn.fresh.at("id").get<std::string>();
    outside_.ledger->action(spec_->name, turn.text(act.operation, "act: operation"), std::move(key),
                            turn.text(act.subject, "act: subject"),
                            !turn.holds(act.repeat, "act: repeat", false));
  }
}

Reply Vendor::ask_for_handshake(const HandshakeSpec& spec, const Turn& turn) {
  auto reply = answer(spec.refused, turn);
  reply.handshake =
      Handshake{.id = fresh_ids(++last_id_).at("uuid").get<std::string>(),
                .path = webhook_path(turn),
                .field = spec.header,
                .secret = core::text_at(variables(), spec_->webhook->secret_variable)};
  return reply;
}

std::string Vendor::webhook_path(const Turn& turn) const {
  return turn.text(spec_->webhook->path, "webhook: path", "/" + spec_->name);
}

Json Vendor::variables() const {
  Json known = spec_->environment;
  for (auto& [name, value] : known.items()) {
    auto set = outside_.environment ? outside_.environment(name) : std::string();
    if (!set.empty()) value = std::move(set);
  }
  return known;
}

std::string Vendor::signature(const SignatureSpec& spec, const Turn& turn) const {
  const auto text =
      spec.text ? turn.text(spec.text, "sign: text") : turn.message.at("body").get<std::string>();
  const auto digest = core::hmac_sha256(turn.secret.get<std::string>(), text);
  return spec.prefix + (spec.base64 ? core::to_base64(digest) : core::to_hex(digest));
}

void Vendor::send(const SendSpec& spec, Turn& turn) {
  if (!outside_.send || !spec_->webhook || !turn.holds(spec.when, "send: when", true)) return;
  const auto& hook = *spec_->webhook;
  auto known = variables();
  turn.secret = known.value(hook.secret_variable, std::string());
  const auto ids = fresh_ids(++last_id_);
  const auto now_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(turn.now().time_since_epoch()).count();
  turn.message = {{"id", ids.at("uuid")},
                  {"number", ids.at("id")},
                  {"seconds", std::to_string(now_ms / 1000)},
                  {"millis", std::to_string(now_ms)},
                  {"variables", std::move(known)}};
  const auto path = webhook_path(turn);
  turn.message["path"] = path;
  turn.message["url"] = outside_.webhooks + path;
  auto body = spec.json ? core::dump(turn.render(spec.json, "send: json"))
                        : turn.text(spec.text, "send: text");
  turn.message["body"] = body;
  auto head = "Content-Type: " + (spec.type.empty() ? hook.type : spec.type) + "\r\n";
  head += header_lines(turn.render(hook.headers, "webhook: headers"), turn);
  head += header_lines(turn.render(spec.headers, "send: headers"), turn);
  if (hook.sign) head += hook.sign->header + ": " + signature(*hook.sign, turn) + "\r\n";
  outside_.send({spec_->name, ids.at("uuid").get<std::string>(), path, head, std::move(body)});
}

}  // namespace baton::simulator
