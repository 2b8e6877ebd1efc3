#include "connectors/poll.hpp"

#include "baton/ingress/decode.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace baton::connectors {

namespace asio = boost::asio;
using core::ActionResult;
using core::Json;
using Kind = core::ActionResult::Kind;

namespace {

// The most bytes of a `next` that are kept. Cursors of vendors are some hundred bytes long.
constexpr std::size_t kCursorBytesMax = 16'384;

core::Time whole_second(core::Time time) { return std::chrono::floor<std::chrono::seconds>(time); }

std::optional<core::Time> time_at_member(const Json& stored, std::string_view name) {
  const auto text = core::text_at(stored, name);
  const auto time = core::parse_rfc3339(text);
  return time ? std::optional(*time) : std::nullopt;
}

Json text_of_time(const std::optional<core::Time>& time) {
  return time ? Json(core::to_rfc3339(*time)) : Json();
}

bool is_last(const Json& next) { return next.is_null() || next == "" || next == false; }

// Notes that the next page is found by `next`, or that none is. A circle of any length is found,
// because the mark stays where it is for longer and longer (the algorithm is Brent's).
void note_page(PollProgress& progress) {
  const auto is_power_of_two = [](std::uint64_t number) { return (number & (number - 1)) == 0; };
  progress.pages = progress.next.is_null() ? 0 : progress.pages + 1;
  if (is_power_of_two(progress.pages)) progress.mark = progress.next;
}

ports::PollPage poll_failure(Kind kind, std::string code, std::string message, Json progress) {
  return {{kind, {}, std::move(code), std::move(message), {}}, {}, std::move(progress), false};
}

ports::PollPage not_understood(std::string message, Json progress) {
  return poll_failure(Kind::permanent, "answer_not_understood", std::move(message),
                      std::move(progress));
}

// The input of the operation: what the manifest says, over it what the connection says, and the
// page.
core::Result<Json> poll_input(const PollSpec& spec, const PollSettings& settings,
                              const Connection& connection, const PollProgress& progress,
                              core::Time now) {
  const Json since = core::to_rfc3339(progress.since);
  ingress::Values names;
  names.bind("since", since).bind("connection", connection.view).bind_now(now);
  auto input = spec.with ? spec.with->render(names) : core::Result<Json>(Json::object());
  if (!input) return input;
  if (!input->is_object())
    return core::Error{core::Errc::invalid, "\"with\": expected a mapping", "with", {}};
  if (settings.with) {
    auto own = settings.with->render(names);
    if (!own) return own;
    if (own->is_object()) input->update(*own);
  }
  if (!progress.next.is_null()) (*input)["next"] = progress.next;
  return input;
}

// The time of a record; nullopt if none can be read.
std::optional<core::Time> time_of_record(const PollSpec& spec, const Connection& connection,
                                         const Json& record) {
  ingress::Values names;
  names.bind("item", record).bind("connection", connection.view);
  const auto value = spec.watermark->render(names);
  return value ? ingress::lenient_time(*value) : std::nullopt;
}

// The time of the newest record. One that lies ahead of our clock counts as now, so that a record
// with a wrong date does not hide all that come after it.
std::optional<core::Time> newest_of(const PollSpec& spec, const Connection& connection,
                                    const Json& records, core::Time now) {
  std::optional<core::Time> newest;
  for (const auto& record : records) {
    const auto time = time_of_record(spec, connection, record);
    if (!time) continue;
    const auto counted = std::min(*time, now);
    newest = std::max(newest.value_or(counted), counted);
  }
  return newest;
}

// The records that are not older than what was asked for. One whose time cannot be read stays.
Json not_older(const PollSpec& spec, const Connection& connection, const Json& records,
               core::Time since) {
  Json kept = Json::array();
  for (const auto& record : records) {
    const auto time = time_of_record(spec, connection, record);
    if (!time || *time >= since) kept.push_back(record);
  }
  return kept;
}

}  // namespace

PollProgress PollProgress::of(const Json& stored, core::Time first) {
  PollProgress progress;
  progress.watermark = time_at_member(stored, "watermark");
  progress.newest = time_at_member(stored, "newest");
  progress.since = whole_second(time_at_member(stored, "since").value_or(first));
  if (const auto* next = core::find(stored, "next")) progress.next = *next;
  if (const auto* mark = core::find(stored, "mark")) progress.mark = *mark;
  const auto* pages = core::find(stored, "pages");
  if (pages != nullptr && pages->is_number_unsigned()) progress.pages = pages->get<std::uint64_t>();
  return progress;
}

Json PollProgress::stored() const {
  return {{"watermark", text_of_time(watermark)},
          {"since", core::to_rfc3339(since)},
          {"next", next},
          {"newest", text_of_time(newest)},
          {"pages", pages},
          {"mark", mark}};
}

core::Result<core::Time> first_since(const std::string& since, core::Time now) {
  if (since.empty()) return now;
  if (const auto ago = core::parse_duration(since)) return now - *ago;
  const auto time = core::parse_rfc3339(since);
  if (time) return *time;
  return core::Error{
      core::Errc::invalid,
      "\"since\": expected how far back the first round goes, such as 24h, or a time "
      "such as 2026-05-04T00:00:00Z",
      "since",
      {}};
}

NextPage after_page(const PollSpec& spec, PollProgress progress, std::optional<core::Time> newest,
                    const Json& next, core::Time now) {
  if (newest) progress.newest = std::max(progress.newest.value_or(*newest), *newest);
  if (!is_last(next)) {
    const bool moves_on = spec.ordered && newest && whole_second(*newest) > progress.since;
    progress.next = moves_on ? Json() : next;
    if (moves_on) progress.since = whole_second(*newest);
    note_page(progress);
    return {std::move(progress), true};
  }
  progress.next = nullptr;
  note_page(progress);
  if (progress.newest)
    progress.watermark = std::max(progress.watermark.value_or(*progress.newest), *progress.newest);
  progress.newest.reset();
  if (progress.watermark) {
    // Once the overlap has passed, nothing as old as the watermark can come any more, and the
    // records of its second need not be read again.
    const auto second = whole_second(*progress.watermark);
    const bool passed = now - *progress.watermark > spec.overlap + std::chrono::seconds(1);
    const auto since = passed ? second + std::chrono::seconds(1) : second - spec.overlap;
    progress.since = whole_second(since);
  }
  return {std::move(progress), false};
}

asio::awaitable<ports::PollPage> ask_page(const Connection& connection, Performer& performer,
                                          std::string name, Json stored, core::Time now) {
  const auto& spec = connection.manifest->polls.at(name);
  const auto& settings = connection.polls.at(name);
  const auto first = first_since(settings.since, now);
  auto progress = PollProgress::of(stored, first ? *first : now);
  stored = progress.stored();  // it is kept also when nothing comes, so that `since` stays
  auto input = poll_input(spec, settings, connection, progress, now);
  if (!input) co_return poll_failure(Kind::permanent, "bad_input", input.error().text(), stored);
  core::StartAction action;
  action.connection = connection.name;
  action.operation = spec.operation;
  action.input = *std::move(input);
  action.key = "poll/" + connection.name + "/" + name;
  auto performing = performer.perform(action);
  auto result = co_await std::move(performing);
  if (result.kind != Kind::succeeded) {
    // A cursor may have ended meanwhile; then the round begins anew, and nothing comes twice.
    if (result.kind == Kind::permanent) {
      progress.next = nullptr;
      note_page(progress);
    }
    result.output = Json();
    co_return ports::PollPage{std::move(result), {}, progress.stored(), false};
  }
  if (result.output.is_object() && result.output.contains("too_large"))
    co_return not_understood("the page is larger than an output may be: ask for fewer records",
                             stored);
  const auto* records = core::find(result.output, spec.records);
  if (records == nullptr || !records->is_array())
    co_return not_understood("the output has no list \"" + spec.records + "\"", stored);
  const auto newest = newest_of(spec, connection, *records, now);
  if (!newest && !records->empty())
    co_return not_understood("no record has a time that can be read as its watermark", stored);
  const auto* found = core::find(result.output, "next");
  const Json next = found != nullptr ? *found : Json();
  const bool repeats = !is_last(next) && (next == progress.next || next == progress.mark);
  if (repeats || core::dump(next).size() > kCursorBytesMax)
    co_return not_understood(
        repeats ? "the next page is one that was read already" : "`next` is too long", stored);
  ingress::DecodeOptions options;
  options.connection = connection.name;
  if (const auto* values = core::find(connection.view, "settings")) options.settings = *values;
  auto fresh =
      spec.whole_list ? not_older(spec, connection, *records, progress.since) : Json(*records);
  auto events = ingress::decode_records(*spec.decoder, std::move(fresh), options, now);
  if (!events) co_return not_understood(events.error().text(), stored);
  auto after = after_page(spec, std::move(progress), newest, next, now);
  co_return ports::PollPage{{}, *std::move(events), after.progress.stored(), after.more};
}

}  // namespace baton::connectors
