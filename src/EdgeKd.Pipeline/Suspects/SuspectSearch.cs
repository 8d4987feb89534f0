using EdgeKd.Data;
using EdgeKd.Distillation;
using EdgeKd.Pipeline.Running;
using EdgeKd.Pipeline.Stages;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Suspects;

/// <summary>Looks for wrong labels by what a recipe's teacher has answered: to the test images for the stage validate, and to the views of the
/// training images for the stage cache.</summary>
/// <remarks>The teacher has learned the labels of the training images, and may repeat a wrong one; the more views and the stronger the
/// augmentation, the less so.</remarks>
public static class SuspectSearch
{
    /// <summary>Runs the stages that are missing, and ranks the images.</summary>
    /// <param name="recipePath">The recipe file.</param>
    /// <param name="options">What the run adds to it.</param>
    /// <param name="observer">Watches the run.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="ArgumentException">The recipe has no teacher; one line.</exception>
    public static LabelSuspects Run(string recipePath, PipelineOptions options, IPipelineObserver observer, CancellationToken ct)
    {
        var pipeline = ModelPipeline.Open(recipePath, options, observer);
        if (!Networks.NeedsTeacher(pipeline.Recipe.Distill))
            throw new ArgumentException($"{recipePath}: distill.method {pipeline.Recipe.Distill.Method} has no teacher whose answers could be compared with the labels; name another method");
        var evidence = ValidationEvidence.Load(pipeline.Obtain(StageNames.Validate, ct).PathOf(ValidationEvidence.FileName));
        var data = pipeline.Obtain(StageNames.Data, ct);
        using var test = PackedImages.Open(data.PathOf(DataPreparation.TestFile), verify: false);
        var ofTest = LabelSuspects.Of(LabelSuspects.TestPart, test, TeacherBeliefs.Of(evidence.Labels, evidence.Teacher!.Answers));
        if (!pipeline.KeepsTeacher)
            return new LabelSuspects(ofTest, test.Count, 0);
        if (pipeline.Recipe.Data.Augment.Mixes)
        {
            observer.Note("the teacher's kept answers are to mixed images (data.augment), which have no one label; only the test images are looked at");
            return new LabelSuspects(ofTest, test.Count, 0);
        }

        using var train = pipeline.OpenTraining(data);
        using var teacher = CachedTeacher.Open(pipeline.Obtain(StageNames.Cache, ct).PathOf(TeacherCaching.CacheFile));
        var ofTrain = LabelSuspects.Of(LabelSuspects.TrainingPart, train, TeacherBeliefs.Of(teacher, train, ct));
        return new LabelSuspects(LabelSuspects.Merge(ofTest, ofTrain), test.Count, train.Count);
    }
}
