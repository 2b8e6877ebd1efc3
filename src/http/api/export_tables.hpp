#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/goals/tree.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The tables that are exported, row by row. docs/guides/export.md describes their columns, which
// are added to and never changed.
namespace baton::http {

// The most rows of one answer.
inline constexpr std::int64_t kExportRowsMax = 10'000;
// The rows of one answer when nobody says.
inline constexpr std::int64_t kExportRowsUsual = 1'000;
// A page of steps ends with the run at which so many transitions have been read, since other reads
// wait meanwhile.
inline constexpr std::int64_t kExportTransitionsMax = 20'000;
// A page of KPIs ends after so many KPIs, even if they have no values: for each of them the figures
// of all workflows may be read.
inline constexpr std::size_t kExportKpisMax = 16;

// How many of the rows that a page leaves out are named with it.
inline constexpr std::size_t kLeftOutNamedMax = 20;

// Which form a table is written in.
enum class ExportForm { csv, ndjson };

// Takes rows of a table until its page is full. The page is text, so that only it and the row that
// is being made are in memory.
class ExportPage {
 public:
  // Of CSV: `heading` says whether the names of the columns come first, and `separator` what stands
  // between cells.
  ExportPage(ExportForm form, std::span<const std::string_view> columns, std::size_t rows_max,
             bool heading, char separator = ',');

  // Full: it has `rows_max` rows, or its text has reached kPageBytesMax.
  bool full() const;
  // How many more rows may be added.
  std::size_t rows_left() const { return rows_ < rows_max_ ? rows_max_ - rows_ : 0; }
  // Adds a row. The cells are those of the columns, in their order.
  void add(const std::vector<core::Json>& cells);
  // Leaves a row out, since it is damaged, and takes its id down. It counts as one of the rows that
  // the page may have, so that a page reads no more of them than that.
  void leave_out(std::string id);
  // Says behind what the next page begins, if there may be one.
  void goes_on_behind(std::string cursor) { next_ = std::move(cursor); }

  const std::string& next() const { return next_; }
  std::string& text() { return text_; }
  // How many rows were left out, and the ids of the first kLeftOutNamedMax of them.
  std::size_t left_out() const { return left_out_; }
  const std::vector<std::string>& left_out_ids() const { return left_out_ids_; }

 private:
  ExportForm form_;
  std::span<const std::string_view> columns_;
  std::size_t rows_max_;
  char separator_;
  std::size_t rows_ = 0;
  std::string text_{};
  std::string next_{};
  std::size_t left_out_ = 0;
  std::vector<std::string> left_out_ids_{};
};

// Where rows come from, and which are wanted.
struct ExportSource {
  ports::Queries& queries;
  runtime::PlanCache& plans;
  const ports::Clock& clock;
  const kpis::Definitions& kpis;
  const goals::Tree& goals;
  // From this moment on and before that one, in wall time: when an event was received, a run was
  // started, or the days of a KPI. Goals are those of now.
  core::Time since{};
  core::Time until{};
  // What the page before said to go on behind, as ExportTable::is_cursor has it; empty: from the
  // beginning.
  std::string cursor{};
  // How many transitions a page of steps may read; kExportTransitionsMax says why.
  std::int64_t transitions_max = kExportTransitionsMax;
};

// One table.
struct ExportTable {
  std::string_view name;
  std::span<const std::string_view> columns;
  // Whether a page of this table may have given that cursor.
  bool (*is_cursor)(const std::string& cursor, const kpis::Definitions& kpis,
                    const goals::Tree& goals);
  // Fills a page.
  void (*fill)(const ExportSource& source, ExportPage& page);
};

// Errc::invalid for a cursor that no page of this table gave.
core::Result<void> check_cursor(const ExportTable& table, const std::string& cursor,
                                const kpis::Definitions& kpis, const goals::Tree& goals);

// The table of that name, or Errc::not_found with "did you mean".
core::Result<const ExportTable*> export_table_named(std::string_view name);

}  // namespace baton::http
