using EdgeKd.Data;
using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation;

/// <summary>A training method: from a batch to its losses.</summary>
/// <remarks>
/// Owns the teacher and whatever is thrown away after training (an auxiliary head, a projector, an expanded network)
/// and disposes them; the student outlives it. The losses leave it apart, so that a gradient policy can treat the
/// task's gradient and the teacher's gradient differently. Not safe for use by several threads at once.
/// </remarks>
public interface IDistiller : IDisposable
{
    /// <summary>The network that is trained and validated.</summary>
    ImageClassifier Student { get; }

    /// <summary>Method and settings in one line; a checkpoint made with other settings is not resumed.</summary>
    string Description { get; }

    /// <summary>Every trained parameter, the student's and those thrown away later, under unique names.</summary>
    IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>Every module that holds state to keep in a checkpoint, always in the same order; the student is first.</summary>
    IEnumerable<nn.Module> Modules { get; }

    /// <summary>Told before each epoch, also when a training goes on within one.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    void BeginEpoch(int epoch);

    /// <summary>One forward pass in training mode.</summary>
    /// <param name="batch">Images and labels; stays the caller's.</param>
    /// <returns>Both losses, already weighted; the caller disposes them.</returns>
    DistillationLosses Forward(Batch batch);

    /// <summary>Puts all trained modules in training (<c>true</c>) or evaluation mode; the teacher stays in evaluation.</summary>
    /// <param name="on">Whether to train.</param>
    void Train(bool on);

    /// <summary>Figures that show why the method helps, for the metrics file.</summary>
    /// <param name="studentTop1">Top-1 of the student on the validation images, in [0, 1].</param>
    /// <param name="validationTop1">Gives the validation top-1 in [0, 1] of a function from images to logits.</param>
    /// <returns>Values by name; empty when the method has none.</returns>
    IReadOnlyDictionary<string, double> Diagnose(double studentTop1, Func<Func<Tensor, Tensor>, double> validationTop1);

    /// <summary>The plain network to ship, without anything that only training needs.</summary>
    /// <returns>For methods that train the student itself, the same object as <see cref="Student"/>.</returns>
    ImageClassifier ExtractStudent();
}
