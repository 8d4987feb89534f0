using Cake.Frosting;
using EdgeKd.Build.Runners;

namespace EdgeKd.Build.Tasks;

/// <summary>Quantizes the ONNX model where the recipe asks for it.</summary>
[TaskName("Quantize"), TaskDescription("Quantizes the ONNX model where the recipe asks for it."), IsDependentOn(typeof(ExportTask))]
public sealed class QuantizeTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => StageRunner.Run(context, "quantize");
}
