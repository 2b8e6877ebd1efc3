#include "simulator/server.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/form.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

namespace baton::simulator {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using core::Json;

namespace {

// The longest body of a request; files are attached in tests, and they are small.
constexpr std::uint64_t kRequestBytesMax = 32'000'000;

// The range of ids of one vendor: more than it uses up in months.
constexpr std::uint64_t kIdsOfAVendor = 10'000'000'000;

core::Time wall_time() { return core::Time(std::chrono::microseconds(now_us())); }

Request taken_apart(const http::request<http::string_body>& in) {
  Request out;
  out.method = in.method_string();
  out.target = in.target();
  const auto whole = formats::path_of(out.target);
  const auto slash = whole.find('/', 1);
  out.vendor = whole.substr(1, slash == std::string_view::npos ? slash : slash - 1);
  out.path = slash == std::string_view::npos ? "/" : std::string(whole.substr(slash));
  if (const auto query = formats::parse_form(formats::query_of(out.target))) {
    for (const auto& [name, value] : *query) out.query[name] = value;
  }
  for (const auto& field : in)
    out.headers[core::lower(std::string(field.name_string()))] = field.value();
  out.text = in.body();
  return out;
}

}  // namespace

Simulator::Impl::Impl(Options options) : options_(std::move(options)), faults_(options_.seed) {
  if (options_.webhooks.empty()) return;
  if (const auto to = formats::parse_url(options_.webhooks)) deliveries_.emplace(ledger_, *to);
}

void Simulator::Impl::add(std::shared_ptr<const VendorSpec> spec) {
  Vendor::Outside outside{
      .ledger = &ledger_, .webhooks = options_.webhooks, .environment = options_.environment};
  if (deliveries_) outside.send = [this](Message message) { deliveries_->add(std::move(message)); };
  // Milliseconds since 1970, so that ids of one run of the program are not those of another: to a
  // receiver who remembers them, a webhook with an id of before would be a repeat.
  outside.first_id = static_cast<std::uint64_t>(now_us()) / 1000 + vendors_.size() * kIdsOfAVendor;
  const auto name = spec->name;
  vendors_[name] = std::make_unique<Vendor>(std::move(spec), std::move(outside));
}

std::vector<Listed> Simulator::Impl::vendors() const {
  std::vector<Listed> out;
  for (const auto& [name, vendor] : vendors_) {
    const auto& spec = vendor->spec();
    out.push_back({name, spec.title, "/" + name + spec.base, spec.environment});
  }
  return out;
}

Reply Simulator::Impl::manage(const Request& request) {
  if (request.vendor == "_healthz") return json_reply(200, {{"ok", true}});
  if (request.vendor == "_seen")
    return json_reply(200, ledger_.seen(request.query.contains("details")));
  if (request.vendor == "_reset") {
    ledger_.clear();
    for (auto& [unused, vendor] : vendors_) vendor->reset();
    faults_ = Faults(options_.seed);
    return json_reply(200, {{"ok", true}});
  }
  if (request.vendor == "_resend") return resend(request);
  if (request.vendor != "_control") return no_such_vendor(request.vendor);
  const auto wrong = faults_.add(Json::parse(request.text, nullptr, false));
  return wrong ? json_reply(400, {{"message", *wrong}}) : json_reply(200, {{"ok", true}});
}

Reply Simulator::Impl::resend(const Request& request) {
  const auto asked = Json::parse(request.text, nullptr, false);
  const auto* last = core::find(asked, "last");
  const auto vendor = core::text_at(asked, "vendor");
  if (vendor.empty() || (last != nullptr && !last->is_number_unsigned()))
    return json_reply(400, {{"message", "expected {\"vendor\": \"jira\", \"last\": 1}"}});
  const auto count = last == nullptr ? std::size_t{1} : last->get<std::size_t>();
  // None of them is answered yet, so that these are the attempts before.
  Json sent = Json::array();
  if (deliveries_)
    for (const auto& id : deliveries_->resend(vendor, count))
      sent.push_back({{"id", id}, {"attempts", ledger_.attempts(id)}});
  const auto many = sent.size();
  return json_reply(200, {{"sent", many}, {"deliveries", std::move(sent)}});
}

Reply Simulator::Impl::no_such_vendor(const std::string& name) const {
  std::vector<std::string> known;
  for (const auto& [vendor, unused] : vendors_) known.push_back("/" + vendor);
  return json_reply(404, {{"message", "expected a path under " + core::any_of(known) + ", got /" +
                                          core::one_line(name, 100)}});
}

void Simulator::Impl::place(Request& request) const {
  if (vendors_.contains(request.vendor)) return;
  for (const auto& [name, vendor] : vendors_) {
    const auto& beginning = vendor->spec().at_root;
    if (beginning.empty() || !request.target.starts_with(beginning)) continue;
    request.path = formats::path_of(request.target);
    request.vendor = name;
    return;
  }
}

Reply Simulator::Impl::handle(const Request& request) {
  const auto found = vendors_.find(request.vendor);
  if (found == vendors_.end()) return no_such_vendor(request.vendor);
  const auto now = wall_time();
  const auto refusal =
      request.shaken ? std::nullopt : faults_.refusal(request, now.time_since_epoch());
  if (refusal) return found->second->refuse(request, now, refusal->status, refusal->retry_after);
  return found->second->handle(request, now, faults_.lag(request.vendor));
}

asio::awaitable<std::optional<Reply>> Simulator::Impl::answer(Request request) {
  if (request.vendor.starts_with('_')) co_return manage(request);
  place(request);
  std::optional<Reply> reply = handle(request);
  if (reply->handshake && deliveries_) {
    auto shaking = deliveries_->shake_hands(request.vendor, *reply->handshake);
    request.shaken = co_await std::move(shaking);
    if (request.shaken) reply = handle(request);
  }
  const bool drop = reply->status < 300 && faults_.drop(request);
  ledger_.request(request, reply->status, !drop);
  if (const auto wait = faults_.delay(request); wait.count() > 0) {
    asio::steady_timer timer(co_await asio::this_coro::executor, wait);
    co_await timer.async_wait(asio::use_awaitable);
  }
  if (drop) reply.reset();
  co_return reply;
}

asio::awaitable<void> Simulator::Impl::session(tcp::socket socket) {
  boost::beast::flat_buffer buffer;
  bool open = true;
  while (open) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kRequestBytesMax);
    co_await http::async_read(socket, buffer, parser, asio::use_awaitable);
    const auto version = parser.get().version();
    open = parser.get().keep_alive();
    Request request = taken_apart(parser.get());
    auto reply = co_await answer(std::move(request));
    if (!reply) {
      socket.close();
      co_return;
    }
    Out out(static_cast<http::status>(reply->status), version);
    for (const auto& [name, value] : reply->headers) out.set(name, value);
    if (!reply->type.empty()) {
      out.set(http::field::content_type, reply->type);
      out.body() = std::move(reply->body);
    }
    out.keep_alive(open);
    out.prepare_payload();
    co_await http::async_write(socket, out, asio::use_awaitable);
  }
}

asio::awaitable<void> Simulator::Impl::serve(tcp::acceptor acceptor) {
  const auto executor = co_await asio::this_coro::executor;
  if (deliveries_) deliveries_->start(executor);
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    auto one = session(std::move(socket));
    // A client that goes away in the middle is what this program is for.
    asio::co_spawn(executor, std::move(one), [](const std::exception_ptr&) {});
  }
}

}  // namespace baton::simulator
