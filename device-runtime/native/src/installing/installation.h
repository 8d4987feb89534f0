// The releases on a device:
//
//     FOLDER/releases/<version>/   a release's files; complete, tested and on the disk before it has this name
//     FOLDER/current               a symbolic link to the release that runs
//     FOLDER/previous              a symbolic link to the one before
//
// A program opens FOLDER/current. Whatever ends an installation, a power cut included, `current` names a release that
// passed its self-test.
#pragma once

#include "../golden/self_test.h"

#include <string>

namespace edgekd {

struct InstallSettings {
    std::string bundle, key, folder, runtime;
    bool allow_downgrade = false;
    RunSettings run;
};

struct InstallResult {
    std::string name, version, previous;  // the version before; empty where there is none
    bool was_installed = false;           // it ran already, and nothing was changed
};

class Installation {
public:
    // Opens a folder, making it where it is not there, and keeps other installers out of it.
    explicit Installation(const std::string& folder);
    ~Installation();
    Installation(const Installation&) = delete;
    Installation& operator=(const Installation&) = delete;

    // Verifies a bundle, unpacks it beside the running release, tests it there, and switches. Refused: a bundle whose
    // signature is not trusted, that does not pass its self-test, or that is older than the one that runs and may not
    // be.
    InstallResult install(const InstallSettings& settings);

    // Switches back to the release before; the one that ran becomes the one before.
    InstallResult roll_back(const std::string& runtime, const RunSettings& run);

private:
    std::string release(const std::string& version) const { return folder_ + "/releases/" + version; }
    std::string version_of(const char* link) const;
    void remove_leftovers() const;
    void require_newer(const Bundle& bundle, const std::string& running, bool allow_downgrade) const;
    bool holds(const Bundle& bundle) const;
    void unpack(const Bundle& bundle, const std::string& to) const;
    void put_in_place(const Bundle& bundle, const InstallSettings& settings) const;
    void switch_to(const std::string& version, const std::string& running) const;
    void remove_others() const;

    std::string folder_;
    int lock_ = -1;
};

}  // namespace edgekd
