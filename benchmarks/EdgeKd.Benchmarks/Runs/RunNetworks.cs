using EdgeKd.Data;
using EdgeKd.Models;

namespace EdgeKd.Benchmarks.Runs;

/// <summary>The pair of a whole run, with random weights, and how its images are loaded.</summary>
internal static class RunNetworks
{
    /// <summary>The augmentation of trainings on CIFAR-10.</summary>
    public static AugmentationOptions Augmentation { get; } = new() { CropPadding = 4, HorizontalFlip = true };

    /// <summary>How a training on the processor loads.</summary>
    public static BatchLoaderOptions Loading { get; } = new() { Threads = LoaderThreads, Augmentation = Augmentation };

    /// <summary>Threads that load ahead: one, as trainings on the processor have it, for the others compute.</summary>
    public const int LoaderThreads = 1;

    /// <summary>The teacher.</summary>
    public static ImageClassifier Teacher(IImageSet images) => New("resnet32x4", images);

    /// <summary>The student.</summary>
    public static ImageClassifier Student(IImageSet images) => New("mobilenetv2-half", images);

    /// <summary>A teacher that has answered all images in seconds: what it says takes as long to recall as the large one's answers.</summary>
    public static ImageClassifier QuickTeacher(IImageSet images) => New("resnet8", images);

    private static ImageClassifier New(string model, IImageSet images) => ModelZoo.Create(model, new() { Classes = images.ClassNames.Count });
}
