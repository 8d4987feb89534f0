// Versions by Semantic Versioning 2.0.0 (semver.org).
#pragma once

#include <string>
#include <vector>

namespace edgekd {

class Version {
public:
    // An error, beginning with `where`, where the text is no version.
    static Version parse(const std::string& text, const std::string& where);

    // Below 0 where this comes before the other, above 0 where after (section 11); build metadata does not count.
    int compare(const Version& other) const;

private:
    std::vector<std::string> numbers_, prerelease_;
};

}  // namespace edgekd
