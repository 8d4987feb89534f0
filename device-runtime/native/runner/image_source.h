// The images of a run: of a packed data file, or image files.
#pragma once

#include "../src/data/packed_images.h"
#include "opened_model.h"

#include <memory>
#include <string>
#include <vector>

namespace edgekd::runner {

class ImageSource {
public:
    // Of --data FILE or --images PATH (a file, or a folder with all pictures under it in the order of their paths), the
    // first --limit of them.
    explicit ImageSource(const Arguments& arguments);

    int count() const { return count_; }

    // −1 where the image has none.
    int label(int index) const;

    // What messages call the image.
    std::string name(int index) const;

    // The digest in the header of the packed data file; empty of image files.
    std::string sha256() const { return packed_ ? packed_->sha256() : ""; }

    // Reads (and decodes) an image and brings it to what the model takes.
    PreparedInput prepare(const OpenedModel& model, int index) const;

    // An error where classes of data and model are not the same in the same order.
    void require_fit(const OpenedModel& model) const;

private:
    std::unique_ptr<PackedImages> packed_;
    std::vector<std::string> files_;
    int count_ = 0;
};

std::vector<Option> image_options();

}  // namespace edgekd::runner
