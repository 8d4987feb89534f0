using EdgeKd.Distillation.Features;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Models;
using EdgeKd.Reparameterization;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Distillers;

/// <summary>From the settings of a method to its distiller.</summary>
public static class DistillerFactory
{
    /// <summary>Makes the distiller of <see cref="DistillerOptions.Method"/>.</summary>
    /// <param name="options">Method and settings.</param>
    /// <param name="student">The network to train; laid out channels-last in place. GPD trains a copy of it within its wider one.</param>
    /// <param name="teacher">Needed by every method but <c>ce</c>; owned by the distiller from then on.</param>
    /// <param name="imageSize">Side of the square training images in pixels, for the shapes of features.</param>
    /// <returns>The distiller; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">
    /// Unknown method, setting out of range, no teacher where one is needed, or a teacher of other classes.
    /// </exception>
    public static IDistiller Create(
        DistillerOptions options, ImageClassifier student, ITeacher? teacher = null, int imageSize = 32)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(student);
        if (options.Method == ObjectiveFactory.LabelsOnly)
        {
            teacher?.Dispose();
            teacher = null;
        }
        else
        {
            RequireTeacher(options, student, teacher);
        }

        return options.Gpd is { } gpd
            ? NewGpd(options, gpd, student, teacher, imageSize)
            : new StudentDistiller(
                student, NewObjective(options, student, student.forward, teacher, imageSize), teacher, options.Schedule, options.Precision);
    }

    private static GpdDistiller NewGpd(
        DistillerOptions options, GpdOptions gpd, ImageClassifier student, ITeacher? teacher, int imageSize)
    {
        var network = InverseReparameterization.Expand(student, gpd.Expansion with { CheckedImageSize = imageSize });
        var dynamicOptions = gpd.StaticTeachesDynamic ? options : options with { Method = ObjectiveFactory.LabelsOnly };
        return new GpdDistiller(
            network,
            NewObjective(options, network, images => network.Forward(images, ChannelMode.Student), teacher, imageSize),
            NewObjective(dynamicOptions, network, images => network.Forward(images, ChannelMode.Teacher), teacher, imageSize),
            teacher,
            gpd,
            options.Schedule,
            options.Precision);
    }

    private static void RequireTeacher(DistillerOptions options, ImageClassifier student, ITeacher? teacher)
    {
        if (teacher is null)
        {
            throw new ArgumentException($"Method '{options.Method}' needs a teacher: name one, or use method 'ce'.");
        }

        if (teacher.ClassCount != student.ClassCount)
        {
            throw new ArgumentException(
                $"The teacher has {teacher.ClassCount} classes but the student {student.ClassCount}: " +
                "train the teacher on the same classes as the student.");
        }
    }

    private static IObjective NewObjective(
        DistillerOptions options, ImageClassifier network, Func<Tensor, Tensor> forward, ITeacher? teacher, int imageSize)
    {
        using var probe = new FeatureHooks(network, ObjectiveFactory.FeatureNames(options).Student);
        return ObjectiveFactory.Create(
            options,
            network.ClassCount,
            probe.MeasureShapes(imageSize, forward),
            teacher?.FeatureShapes ?? new Dictionary<string, long[]>());
    }
}
