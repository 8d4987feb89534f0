using EdgeKd.Models;

namespace EdgeKd.Benchmarks.Steps;

/// <summary>A teacher and a student, and the images that they see.</summary>
/// <param name="Name">What the peers call the pair.</param>
/// <param name="Teacher">The teacher in the zoo.</param>
/// <param name="Student">The student in the zoo.</param>
/// <param name="ImageSize">Height and width, in pixels.</param>
/// <param name="Classes">K.</param>
/// <param name="BatchSize">Images a step.</param>
internal sealed record StepPair(string Name, string Teacher, string Student, int ImageSize, int Classes, int BatchSize)
{
    /// <summary>The pairs that are compared: one of the distillation benchmarks on CIFAR-100, one of the size of ImageNet.</summary>
    public static IReadOnlyList<StepPair> All { get; } =
    [
        new("cifar", "resnet32x4", "mobilenetv2-half", 32, 100, 64),
        new("imagenet", "resnet34", "mobilenetv2", 224, 1000, 16),
    ];

    /// <summary>Whether its images are of ImageNet's size, and a step takes seconds.</summary>
    public bool IsLarge => ImageSize >= 100;

    /// <summary>The pair of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that are.</exception>
    public static StepPair Find(string name) => All.FirstOrDefault(pair => pair.Name == name)
        ?? throw new ArgumentException($"There is no pair '{name}': use {string.Join(", ", All.Select(pair => pair.Name))}.");

    /// <summary>A network of the zoo with random weights: what a step costs does not depend on them.</summary>
    public ImageClassifier Network(string model) => ModelZoo.Create(model, new() { Classes = Classes, Stem = ImageSize < 100 ? ModelOptions.CifarStem : ModelOptions.ImageNetStem });
}
