# The files of config/ become a C++ table, so that the program carries its default configuration, connectors and schemas.
# Included by cmake/rooms.cmake once baton_app exists.
file(GLOB_RECURSE shipped CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/config/*.yaml ${CMAKE_SOURCE_DIR}/config/*.json)
list(SORT shipped)
set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${shipped})

set(entries)
foreach(path ${shipped})
  file(RELATIVE_PATH name ${CMAKE_SOURCE_DIR}/config ${path})
  file(READ ${path} text)
  string(APPEND entries "    ShippedFile{\"${name}\", R\"shipped(${text})shipped\"},\n")
endforeach()
set(source ${CMAKE_BINARY_DIR}/generated/app/shipped_files.cpp)
file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"// Made from config/ by src/app/room.cmake.
#include \"app/shipped.hpp\"

#include <array>

namespace baton::app {

std::span<const ShippedFile> shipped_files() {
  static constexpr std::array kFiles{
@entries@  };
  return kFiles;
}

}  // namespace baton::app
")
target_sources(baton_app PRIVATE ${source})
