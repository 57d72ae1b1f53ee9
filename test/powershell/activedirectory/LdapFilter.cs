using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ActiveDirectory.Management;

/// <summary>Filters of RFC 4515 as far as equality, presence, `*` and `&amp;`, `|`, `!` go; anything else is refused.</summary>
public sealed class LdapFilter
{
    private readonly string text;
    private int at;

    private LdapFilter(string text) => this.text = text;

    public static Func<AdObject, bool> Parse(string text)
    {
        var filter = new LdapFilter(text);
        var matches = text.StartsWith('(') ? filter.ParseGroup() : ParseItem(text);
        return text.StartsWith('(') && filter.at != text.Length ? throw filter.Invalid() : matches;
    }

    private Func<AdObject, bool> ParseGroup()
    {
        Expect('(');
        Func<AdObject, bool> matches;
        switch (Peek())
        {
            case '&':
                var all = ParseList();
                matches = found => all.All(part => part(found));
                break;
            case '|':
                var any = ParseList();
                matches = found => any.Any(part => part(found));
                break;
            case '!':
                var only = ParseList() is [var part] ? part : throw Invalid();
                matches = found => !only(found);
                break;
            default:
                matches = ParseItem(TakeItem());
                break;
        }
        Expect(')');
        return matches;
    }

    private List<Func<AdObject, bool>> ParseList()
    {
        at++;
        var parts = new List<Func<AdObject, bool>>();
        while (Peek() == '(') parts.Add(ParseGroup());
        return parts;
    }

    private string TakeItem()
    {
        var end = text.IndexOf(')', at);
        if (end < 0) throw Invalid();
        var item = text[at..end];
        at = end;
        return item;
    }

    private static Func<AdObject, bool> ParseItem(string item)
    {
        var match = Regex.Match(item, @"^([\w-]+)=([^()]*)$");
        if (!match.Success) throw new PSArgumentException($"The search filter cannot be recognized: {item}");
        var name = match.Groups[1].Value;
        if (match.Groups[2].Value == "*") return found => found.Attribute(name) is not null;
        var pattern = new Regex($"^{ToPattern(match.Groups[2].Value)}$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
        return found => found.Attribute(name) is { } value && pattern.IsMatch(value);
    }

    /// <summary>`*` stands for anything, `\xx` for the byte of that number.</summary>
    private static string ToPattern(string value)
    {
        var pieces = value.Split('*').Select(piece => Regex.Escape(Regex.Replace(piece, @"(\\[0-9a-fA-F]{2})+", Unescape)));
        return string.Join(".*", pieces);
    }

    private static string Unescape(Match escaped) => Encoding.UTF8.GetString(Convert.FromHexString(escaped.Value.Replace("\\", "")));

    private char Peek() => at < text.Length ? text[at] : throw Invalid();

    private void Expect(char letter)
    {
        if (Peek() != letter) throw Invalid();
        at++;
    }

    private PSArgumentException Invalid() => new($"The search filter cannot be recognized: {text}");
}
