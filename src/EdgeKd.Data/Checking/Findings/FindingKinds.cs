using static EdgeKd.Data.FindingSeverity;

namespace EdgeKd.Data;

/// <summary>All that a check can find.</summary>
public static class FindingKinds
{
    internal static readonly FindingKind
        MissingPart = Of("missing-part", Error, "A part of the three is missing that training needs.", "add the folder, or put the class folders side by side to have them split"),
        NoClasses = Of("no-classes", Error, "There are no class folders.", "put the images of each class into a folder named after it"),
        SingleClass = Of("single-class", Error, "There is one class only; a classifier needs two.", "add another class"),
        EmptyClass = Of("empty-class", Error, "A class has no image that can be read.", "add images, or remove the folder"),
        MissingClass = Of("missing-class", Error, "A class is not in every part.", "add images of it to the part, or remove the class from the others"),
        ClassNamesAlike = Of("class-names-alike", Error, "Names of classes differ by case, spaces, hyphens or underscores only.", "merge the folders if they are one class, or give them names that people can tell apart"),
        SingleImageClass = Of("single-image-class", Warning, "A class has one image, which can be neither split nor judged by.", "add images, or remove the class"),
        Imbalance = Of("imbalance", Warning, "Some classes have many times the images of others.", "add images of the small classes, or judge by the recall of each class and not by top-1 alone"),
        StrayImage = Of("stray-image", Warning, "An image lies outside of the class folders and is not used.", "move it into the folder of its class"),
        NestedFolder = Of("nested-folder", Warning, "A folder lies inside a class folder; what it holds is not used.", "move its images into the class folder"),
        UnusedFolder = Of("unused-folder", Note, "A folder beside the parts is not used as train, validation or test.", "rename it if it was meant as one of them"),
        IgnoredFile = Of("ignored-file", Note, "A file in a class folder is no image and is not used.", "remove it"),
        BrokenLink = Of("broken-link", Error, "A link leads to nothing, or in a circle.", "put the file there, or remove the link"),
        LinkOutside = Of("link-outside", Warning, "A link leads out of the folder; what it leads to was not checked.", "copy the file to where the link is, so that the folder is whole"),
        Unreadable = Of("unreadable", Error, "A file cannot be read or decoded.", "mend or remove it"),
        NotAnImage = Of("not-an-image", Error, "A file is named like an image and is none.", "remove it, or put the image there"),
        UnsupportedFormat = Of("unsupported-format", Warning, "An image is in a format that is not read.", "convert it to JPEG, PNG, BMP or WebP"),
        WrongExtension = Of("wrong-extension", Warning, "The extension of a file is not that of its format.", "rename it"),
        Tiny = OfPicture("tiny", Warning, "A picture is so small that little can be seen on it.", "replace it by a larger one, or remove it"),
        Blank = OfPicture("blank", Warning, "A picture shows one colour and nothing else.", "remove it"),
        ExifOrientation = OfPicture("exif-orientation", Note, "A picture lies on its side or is mirrored, and EXIF says how to turn it. It is turned here; a device's own decoder may not do so.", "turn the pixels and drop the tag"),
        Grey = OfPicture("grey", Note, "A picture has one channel, of which three equal ones are made.", "nothing, if the device's camera gives such pictures; else see that grey does not tell classes apart"),
        Cmyk = OfPicture("cmyk", Warning, "A picture is in the colours of print; decoders turn them into RGB differently.", "convert it to RGB"),
        Alpha = OfPicture("alpha", Warning, "A picture has transparency, which is dropped: what lies under transparent pixels is seen.", "put it on the background that it is meant to have"),
        SixteenBit = OfPicture("sixteen-bit", Note, "A picture has more than 8 bits a channel, of which 8 are kept.", "nothing, unless its range was wider than the picture looks"),
        Animated = OfPicture("animated", Warning, "A file holds several pictures, of which one is used at the most.", "keep one of them as a file of its own"),
        LabelConflict = OfPicture("label-conflict", Error, "The same picture lies in folders of different classes.", "keep it in the class that is right"),
        DuplicateAcrossParts = OfPicture("duplicate-across-parts", Error, "The same picture is in several parts: what is tested has been trained on.", "remove it from train, or from the other part"),
        Duplicate = OfPicture("duplicate", Warning, "The same picture is there several times.", "keep one"),
        NearDuplicateAcrossParts = OfPicture("near-duplicate-across-parts", Error, "Nearly the same picture is in several parts: what is tested has been trained on.", "look at them, and keep them in one part"),
        NearDuplicate = OfPicture("near-duplicate", Warning, "Nearly the same picture is there several times.", "look at them, and keep one");

    /// <summary>The kinds, those of folders first, then those of files, then those of several pictures.</summary>
    public static IReadOnlyList<FindingKind> All { get; } =
    [
        MissingPart, NoClasses, SingleClass, EmptyClass, MissingClass, ClassNamesAlike, SingleImageClass, Imbalance, StrayImage, NestedFolder,
        UnusedFolder, IgnoredFile, BrokenLink, LinkOutside, Unreadable, NotAnImage, UnsupportedFormat, WrongExtension, Tiny, Blank,
        ExifOrientation, Grey, Cmyk, Alpha, SixteenBit, Animated, LabelConflict, DuplicateAcrossParts, Duplicate, NearDuplicateAcrossParts, NearDuplicate,
    ];

    private static FindingKind Of(string code, FindingSeverity severity, string meaning, string advice) => new(code, severity, meaning, advice, HasPictures: false);

    private static FindingKind OfPicture(string code, FindingSeverity severity, string meaning, string advice) => new(code, severity, meaning, advice, HasPictures: true);
}
