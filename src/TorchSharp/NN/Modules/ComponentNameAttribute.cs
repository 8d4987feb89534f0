namespace TorchSharp.Utils;

/// <summary>Gives the module, parameter or buffer in a field another name than the field's.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class ComponentNameAttribute : Attribute
{
    /// <summary>The name under which the field is registered.</summary>
    public string? Name { get; set; }
}
