# The numbered migrations become a C++ table, so that the program carries its own schema. Included by cmake/rooms.cmake
# once baton_store exists.
file(GLOB migrations CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/store/sql/*.sql)
list(SORT migrations)
set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${migrations})

set(entries)
foreach(path ${migrations})
  get_filename_component(name ${path} NAME_WE)
  string(REGEX MATCH "^[0-9]+" number ${name})
  math(EXPR number "${number}" OUTPUT_FORMAT DECIMAL)
  file(READ ${path} sql)
  string(APPEND entries "    Migration{${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
set(source ${CMAKE_BINARY_DIR}/generated/store/migrations_sql.cpp)
file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"// Made from src/store/sql by src/store/room.cmake.
#include \"store/sqlite/migrations.hpp\"

#include <array>

namespace baton::store {

std::span<const Migration> migrations() {
  static constexpr std::array kMigrations{
@entries@  };
  return kMigrations;
}

}  // namespace baton::store
")
target_sources(baton_store PRIVATE ${source})
