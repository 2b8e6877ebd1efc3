#pragma once

#include "baton/ports/rows.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace baton::ports {

// Every published version of every workflow. At most one version of a workflow is active: the one
// that new runs begin with.
class Templates {
 public:
  virtual ~Templates() = default;

  // The active version of each workflow that has one, by name.
  virtual std::vector<TemplateRow> templates() = 0;
  // One version of a workflow; version 0 is the active one. nullopt when there is none.
  virtual std::optional<TemplateRow> template_version(std::string_view name, int version) = 0;
  // The highest version of a workflow, active or not: the next one gets the number after it.
  // nullopt when nothing was ever published under this name.
  virtual std::optional<TemplateRow> latest_template(std::string_view name) = 0;
  // Up to `limit` versions of a workflow that are lower than `before`, the highest first. Their
  // text is left out.
  virtual std::vector<TemplateRow> template_versions(std::string_view name, int before,
                                                     std::size_t limit) = 0;
  // The highest version of each workflow that has no active one, by name.
  virtual std::vector<TemplateRow> retired_templates() = 0;
};

// The templates inside a transaction, where they can be written.
class TemplatesTx : public virtual Templates {
 public:
  // Stores a version and makes it the active one. A version that is stored already is only made
  // active again. Throws core::BrokenInvariant when the stored version has another text, or when
  // the version is not positive.
  virtual void put_template(const TemplateRow& row) = 0;
  // Leaves the workflow without an active version. All versions stay, for the runs that began with
  // them.
  virtual void retire_template(std::string_view name) = 0;
};

}  // namespace baton::ports
