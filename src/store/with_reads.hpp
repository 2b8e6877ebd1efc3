#pragma once

#include "baton/ports/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store {

// The reading half of a port, `Side` being ports::Queries or ports::Tx, answered by a Reads object:
// transactions and readers read by the same code. `reads` is borrowed.
template <class Side, class Reads>
class WithReads : public Side {
 public:
  explicit WithReads(Reads& reads) : reads_(reads) {}

  std::optional<core::Event> event(core::EventId id) override { return reads_.event(id); }
  std::vector<core::Event> events(const ports::EventFilter& filter) override {
    return reads_.events(filter);
  }
  std::vector<core::Event> events_after(core::EventId position, std::size_t limit) override {
    return reads_.events_after(position, limit);
  }
  core::EventId last_event() override { return reads_.head().last_event; }
  core::EventId pruned() override { return reads_.head().pruned; }
  std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                       core::EventId before, std::size_t limit) override {
    return reads_.look_back(type, after, before, limit);
  }
  std::int64_t descendants(core::EventId root, std::int64_t enough) override {
    return reads_.descendants(root, enough);
  }
  core::EventId cursor() override { return reads_.head().cursor; }

  std::optional<ports::RunRow> run(core::RunId id) override { return reads_.run(id); }
  std::vector<ports::RunRow> runs(const ports::RunFilter& filter) override {
    return reads_.runs(filter);
  }
  std::vector<ports::RunRow> runs_started_by(core::EventId event) override {
    return reads_.runs_started_by(event);
  }
  std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) override {
    return reads_.open_run(workflow, key);
  }
  std::vector<ports::JournalRow> journal(core::RunId run) override { return reads_.journal(run); }
  std::vector<ports::JournalRow> journal_after(std::int64_t sequence, std::size_t limit) override {
    return reads_.journal_after(sequence, limit);
  }
  std::vector<ports::JournalRow> journal_page(core::RunId run, std::int64_t after,
                                              std::size_t limit) override {
    return reads_.journal_page(run, after, limit);
  }
  std::vector<core::RunId> runs_resumed_by(core::EventId event) override {
    return reads_.runs_resumed_by(event);
  }
  std::int64_t last_sequence() override { return reads_.head().last_sequence; }

  std::vector<ports::StepRow> steps(core::RunId run) override { return reads_.steps(run); }
  std::vector<ports::StepRow> outbox(std::string_view lane, std::size_t limit) override {
    return reads_.outbox(lane, limit);
  }
  std::vector<std::string> outbox_lanes() override { return reads_.outbox_lanes(); }
  std::vector<ports::StepRow> due_steps(core::Time steady, core::Time wall,
                                        std::size_t limit) override {
    return reads_.due_steps(steady, wall, limit);
  }
  ports::NextDue next_due() override { return reads_.next_due(); }

  std::vector<ports::WaitRow> waits(std::string_view type, std::string_view path,
                                    std::string_view value) override {
    return reads_.waits(type, path, value);
  }
  std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                   std::string_view value, core::RunId after,
                                   std::size_t limit) override {
    return reads_.waiting(type, path, value, after, limit);
  }
  std::vector<std::string> wait_paths(std::string_view type) override {
    return reads_.wait_paths(type);
  }

  std::vector<ports::ApprovalRow> approvals(const ports::ApprovalFilter& filter) override {
    return reads_.approvals(filter);
  }
  std::optional<ports::ApprovalRow> approval(core::RunId run, std::string_view step) override {
    return reads_.approval(run, step);
  }

  std::vector<ports::TemplateRow> templates() override { return reads_.templates(); }
  std::optional<ports::TemplateRow> latest_template(std::string_view name) override {
    return reads_.latest_template(name);
  }
  std::vector<ports::TemplateRow> retired_templates() override {
    return reads_.retired_templates();
  }
  std::optional<ports::TemplateRow> template_version(std::string_view name, int version) override {
    return reads_.template_version(name, version);
  }

  std::vector<ports::TokenRow> tokens() override { return reads_.tokens(); }
  std::vector<ports::ParkedRow> parked(std::size_t limit) override { return reads_.parked(limit); }
  std::string setting(std::string_view name) override { return reads_.setting(name); }
  ports::Counts counts() override { return reads_.head().counts; }

 private:
  Reads& reads_;
};

}  // namespace baton::store
