#pragma once

#include "baton/ports/rows.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace baton::ports {

// Every published version of every workflow; of each workflow at most one is active.
class Templates {
 public:
  virtual ~Templates() = default;

  virtual std::vector<TemplateRow> templates() = 0;  // the active version of each, by name
  // Version 0: the active one.
  virtual std::optional<TemplateRow> template_version(std::string_view name, int version) = 0;
  // The highest version of a workflow, active or not: the next one is put above it.
  virtual std::optional<TemplateRow> latest_template(std::string_view name) = 0;
  // The highest version of each workflow of which none is active, by name.
  virtual std::vector<TemplateRow> retired_templates() = 0;
};

class TemplatesTx : public virtual Templates {
 public:
  // Becomes the active version. A version that is there already only becomes active again; with
  // another text it is a broken invariant.
  virtual void put_template(const TemplateRow& row) = 0;
  // No version of it is active from now on; all of them stay for the runs that began by them.
  virtual void retire_template(std::string_view name) = 0;
};

}  // namespace baton::ports
