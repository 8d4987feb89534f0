using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Losses;

/// <summary>The tensors of srd.safetensors: features of student and teacher, and the projector between them.</summary>
internal sealed class SrdVectors : IDisposable
{
    private readonly ReferenceVectors file = ReferenceVectors.Open("srd.safetensors");
    private readonly ScalarType type;

    public SrdVectors(ScalarType type)
    {
        this.type = type;
        Student = Of("student").requires_grad_();
        Teacher = Of("teacher").requires_grad_();
        Weight = Of("weight").requires_grad_();
        Bias = Of("bias").requires_grad_();
    }

    public Tensor Student { get; }

    public Tensor Teacher { get; }

    public Tensor Weight { get; }

    public Tensor Bias { get; }

    /// <summary>The student's features behind the projector.</summary>
    public Tensor Projected => nn.functional.linear(Student, Weight, Bias);

    /// <summary>A tensor in the chosen precision.</summary>
    public Tensor Of(string name) => file.Of(name, type);

    /// <summary>Float64 1e-11 absolute; float32 1e-5 relative on losses, 1e-5 absolute on anything else.</summary>
    public void AssertClose(Tensor actual, string name)
    {
        var expected = file[name];
        var scale = type == ScalarType.Float32 && expected.dim() == 0 ? Math.Abs(file.Number(name)) : 1;
        TensorAssert.Close(actual, expected, (type == ScalarType.Float64 ? 1e-11 : 1e-5) * scale, name);
    }

    /// <summary>Compares a loss and its gradients by student, weight and bias; none may reach the teacher.</summary>
    public void AssertMatches(string name, Tensor loss)
    {
        AssertClose(loss, $"{name}/loss");
        loss.backward();
        AssertClose(Student.grad!, $"{name}/grad_student");
        AssertClose(Weight.grad!, $"{name}/grad_weight");
        AssertClose(Bias.grad!, $"{name}/grad_bias");
        Assert.That(Teacher.grad, Is.Null);
    }

    public void Dispose() => file.Dispose();
}
