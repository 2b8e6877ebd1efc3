#pragma once

#include "baton/core/json.hpp"

#include <string>

namespace baton::app {

// Resolves references within an API description and turns its schemas into those that manifests
// know. Pure; the description outlives it.
class OpenApiSchemas {
 public:
  explicit OpenApiSchemas(const core::Json& description) : description_(description) {}

  // The value itself, or what a reference in it leads to, at most eight references on; an empty
  // object if it leads nowhere.
  const core::Json& resolved(const core::Json& value) const;
  // A schema with the keywords that manifests hold inputs to. `allOf` is one schema, and an
  // alternative (`oneOf`, `anyOf`) is left open. Below `depth_max` levels everything fits.
  core::Json schema(const core::Json& value, int depth_max = 5) const;
  // The examples that a schema or a parameter has, as far as they are texts, numbers or true and
  // false; an empty list if it has none.
  static core::Json examples_of(const core::Json& described);
  // A value for a schema of schema(): the first of its examples that fits, or one that is made. One
  // that is made may not fit, as where several keywords bound the same value.
  static core::Json example(const core::Json& schema);

 private:
  void merge(core::Json& into, const core::Json& value, int depth_max) const;

  const core::Json& description_;
};

}  // namespace baton::app
