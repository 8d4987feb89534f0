namespace EdgeKd.Onnx.Tests.Schema;

/// <summary>One version of an operator.</summary>
/// <param name="Name">The operator.</param>
/// <param name="SinceVersion">The first operator set that has it so.</param>
/// <param name="Inputs">The inputs in their order.</param>
/// <param name="Outputs">The outputs in their order.</param>
/// <param name="Attributes">Kind and need of each attribute.</param>
/// <param name="Types">The types of each type constraint.</param>
internal sealed record OperatorSchema(
    string Name,
    int SinceVersion,
    IReadOnlyList<OperatorParameter> Inputs,
    IReadOnlyList<OperatorParameter> Outputs,
    IReadOnlyDictionary<string, (string Kind, bool IsRequired)> Attributes,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Types);

/// <summary>An input or output.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">An element type, or the name of a type constraint.</param>
/// <param name="IsOptional">Whether it may be missing.</param>
/// <param name="IsVariadic">Whether it stands for one or more.</param>
internal sealed record OperatorParameter(string Name, string Type, bool IsOptional, bool IsVariadic);
