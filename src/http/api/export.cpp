#include "baton/core/days.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/audit.hpp"
#include "baton/insight/flow.hpp"
#include "baton/telemetry/log.hpp"
#include "http/api/answer.hpp"
#include "http/api/export_rows.hpp"
#include "http/api/export_tables.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

// Tables for spreadsheets and BI tools. An answer is one page, whose length is known: whoever gets
// less knows that it is cut off. The header field Baton-Next names the next one, and Baton-Left-Out
// says how many rows are not in it because they are damaged.
namespace baton::http {
namespace {

// How far back a table goes when the query does not say.
constexpr core::Duration kExportUsual = std::chrono::hours(24 * 30);

core::Result<ExportForm> export_form(const Values& values) {
  const auto text = values.text("format");
  if (text.empty() || text == "csv") return ExportForm::csv;
  if (text == "ndjson") return ExportForm::ndjson;
  return core::Error{core::Errc::invalid,
                     "expected csv or ndjson, got \"" + core::one_line(text, 40) + "\"",
                     "query parameter format",
                     {}};
}

core::Result<char> export_separator(const Values& values, ExportForm form) {
  const auto text = values.text("separator");
  if (text.empty()) return ',';
  if (form == ExportForm::csv && (text == "," || text == ";")) return text.front();
  return core::Error{core::Errc::invalid,
                     form == ExportForm::csv
                         ? "expected , or ;, got \"" + core::one_line(text, 40) + "\""
                         : "expected no separator, which only CSV has",
                     "query parameter separator",
                     {}};
}

// A moment, or the beginning of a day in UTC; the nearest that an id can be made at.
core::Result<core::Time> export_moment(const Values& values, const char* name,
                                       core::Time default_value) {
  const auto text = values.text(name);
  if (text.empty()) return default_value;
  const auto moment = core::parse_day_or_moment(text);
  constexpr auto kLastId = std::numeric_limits<std::int64_t>::max();
  if (moment) return std::clamp(*moment, core::Time{}, core::time_of_id(kLastId));
  return core::Error{core::Errc::invalid,
                     "expected a moment as 2026-05-04T10:00:00Z, or a date, got \"" +
                         core::one_line(text, 40) + "\"",
                     std::string("query parameter ") + name,
                     {}};
}

core::Error is_turned_round(core::Time since, core::Time until) {
  return {core::Errc::invalid,
          "expected since on or before until, got " + core::to_rfc3339(since) + " and " +
              core::to_rfc3339(until),
          "query parameter since",
          {}};
}

identity::AuditRow act_of_export(const Asked& asked, std::string_view table, core::Time since,
                                 core::Time until) {
  identity::AuditRow act;
  act.actor = asked.principal->actor;
  act.act = "export.read";
  act.object = table;
  act.detail = {{"since", core::to_rfc3339(since)}, {"until", core::to_rfc3339(until)}};
  constexpr std::size_t kCursorKept = 80;
  if (asked.values.has("cursor"))
    act.detail["cursor"] = core::one_line(asked.values.text("cursor"), kCursorKept);
  return act;
}

// Names the rows that a page leaves out, to who asked and in the log.
void add_left_out(Response& response, std::string_view table, const ExportPage& page) {
  const auto ids = core::join(page.left_out_ids());
  spdlog::warn("the export of {} leaves out {} damaged rows: {}{}", table, page.left_out(), ids,
               page.left_out() > kLeftOutNamedMax ? ", …" : "");
  response.add("Baton-Left-Out", std::to_string(page.left_out()));
  response.add("Baton-Left-Out-Ids", ids);
}

}  // namespace

Answered export_table(Services& services, Asked& asked) {
  const auto table = export_table_named(asked.values.text("table"));
  if (!table) co_return table.error();
  const auto form = export_form(asked.values);
  if (!form) co_return form.error();
  const auto separator = export_separator(asked.values, *form);
  if (!separator) co_return separator.error();
  const auto& clock = services.parts.clock;
  const auto until = export_moment(asked.values, "until", clock.now());
  if (!until) co_return until.error();
  const auto since = export_moment(asked.values, "since", *until - kExportUsual);
  if (!since) co_return since.error();
  if (*since > *until) co_return is_turned_round(*since, *until);
  const auto kpis = services.parts.runtime.kpis();
  const auto goals = services.parts.runtime.goals();
  const auto cursor = asked.values.text("cursor");
  const auto checked = check_cursor(**table, cursor, *kpis, *goals);
  if (!checked) co_return checked.error();
  ExportPage page(*form, (*table)->columns,
                  static_cast<std::size_t>(asked.values.number("limit", kExportRowsUsual)),
                  cursor.empty(), *separator);
  const Unsent::Part promised(*services.unsent, asked.principal, core::kPageBytesMax);
  // A copy, since the principal may change while the row is written.
  const std::string person(asked.principal->actor.name());
  const ExportRead wanted{person, (*table)->name, *since, *until};
  auto& rows = services.exports;
  if (!rows.covers(wanted, clock.steady())) {
    const auto wait = rows.wait(wanted.person, clock.steady());
    if (wait > core::Duration::zero())
      co_return too_often("you have exported too many different times of this and other tables",
                          wait);
    rows.count(wanted.person, clock.steady());
    auto act = act_of_export(asked, (*table)->name, *since, *until);
    auto note = [&act](ports::Tx& tx) { tx.note(act); };
    co_await services.parts.store.transact(note);
    rows.wrote(wanted, clock.steady(), clock.now());
  }
  auto read = [&](ports::Queries& queries) {
    const ExportSource source{
        queries, services.parts.runtime.plans(), clock, *kpis, *goals, *since, *until, cursor};
    (*table)->fill(source, page);
  };
  co_await services.parts.store.read(read);
  Response response;
  // The parameter is that of RFC 4180: later pages have no line with the names of the columns.
  response.content_type = *form == ExportForm::ndjson ? "application/x-ndjson"
                          : cursor.empty()            ? "text/csv; charset=utf-8; header=present"
                                                      : "text/csv; charset=utf-8; header=absent";
  response.body = std::move(page.text());
  response.large = true;
  if (!page.next().empty()) response.add("Baton-Next", page.next());
  if (page.left_out() > 0) add_left_out(response, (*table)->name, page);
  co_return response;
}

}  // namespace baton::http
